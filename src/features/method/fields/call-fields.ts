import type { EnumRef } from '@pothos/core';
import { badUserInput } from '../../../errors.ts';
import { startsJob } from '../../../metadata/job-starters.ts';
import { METHOD_PATH } from '../../../metadata/method-catalog.ts';
import { isMethodAllowed, type MethodChoice } from '../../../metadata/method-choice.ts';
import { ANY } from '../../../metadata/python-type.ts';
import type { MethodVerb } from '../../../metadata/whitelisted-method.ts';
import type { SchemaParts, SchemaTypesOf } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import { assertArguments } from '../assert-arguments.ts';
import { callDocMethod } from '../call-doc-method.ts';
import { callMethod } from '../call-method.ts';
import { countCalls } from './method-field-options.ts';
import { type MethodPayloads, methodPayload } from './method-payload.ts';

const VERBS = ['GET', 'POST', 'PUT', 'DELETE'] as const;
const ARGS = 'The arguments by name, in an object.';
const VERB = 'The HTTP verb of the call; POST by default. The site does not store changes made by a GET.';

/** The options that the two fields share. */
interface CallFieldParts {
  readonly parts: SchemaParts;
  readonly type: ReturnType<typeof methodPayload>;
  readonly verb: EnumRef<SchemaTypesOf, MethodVerb>;
  readonly choice: MethodChoice;
  readonly startsJob: (key: string) => boolean;
}

/** `callMethod` and `callDocMethod`: methods without a field of their own, by name. */
export function addCallFields(parts: SchemaParts, payloads: MethodPayloads): void {
  const { methods, whitelisted } = parts.config;
  if (!methods.generic) return;
  const verb = parts.builder.enumType('MethodVerb', {
    description: 'The HTTP verb with which a method is called.',
    values: VERBS,
  });
  const type = methodPayload(parts, payloads, ANY);
  const common = { parts, type, verb, choice: methods, startsJob: (key: string) => startsJob(whitelisted, key) };
  addCallMethod(common);
  addCallDocMethod(common);
}

function addCallMethod({ parts, type, verb, choice, startsJob }: CallFieldParts): void {
  parts.builder.mutationField('callMethod', (t) =>
    rootField(t, {
      type,
      description: 'Calls a whitelisted function by its path.',
      args: {
        path: t.arg.string({ required: true, description: 'Its dotted path, such as `erpnext.stock.utils.get_bin`.' }),
        args: t.arg({ type: 'JSON', description: ARGS }),
        verb: t.arg({ type: verb, description: VERB }),
      },
      plan: (root) => {
        const { args: given } = root;
        const { path } = given;
        if (!METHOD_PATH.test(path)) throw badUserInput('path must be names with dots between them.', 'path');
        if (!isMethodAllowed(path, choice)) throw badUserInput(`${path} cannot be called through the gateway.`, 'path');
        const args = assertArguments(given.args, 'args');
        const call = { path, verb: given.verb ?? 'POST', args, isRead: false, startsJob: startsJob(path) };
        return { calls: countCalls(root), call };
      },
      cost: ({ calls }) => ({ calls, rows: 0 }),
      execute: async (scope, { call }) => ({ ...(await callMethod(scope, call)), returns: ANY }),
    }),
  );
}

function addCallDocMethod({ parts, type, verb, choice, startsJob }: CallFieldParts): void {
  parts.builder.mutationField('callDocMethod', (t) =>
    rootField(t, {
      type,
      description: 'Calls a whitelisted method of a document by its name.',
      args: {
        doctype: t.arg.string({ required: true, description: 'The DocType, such as `Sales Order`.' }),
        name: t.arg.id({ description: 'The name of the document; a Single needs none.' }),
        method: t.arg.string({ required: true, description: 'The name of the method.' }),
        args: t.arg({ type: 'JSON', description: ARGS }),
        verb: t.arg({ type: verb, description: VERB }),
      },
      plan: (root) => {
        const { args: given } = root;
        const { doctype, method } = given;
        const meta = parts.model.byDoctype.get(doctype)?.meta;
        if (meta === undefined || meta.isChild)
          throw badUserInput('doctype must be a DocType of this schema, and not a child table.', 'doctype');
        if (!/^[A-Za-z_]\w*$/.test(method)) throw badUserInput('method must be the name of a method.', 'method');
        if (!isMethodAllowed(`${doctype}.${method}`, choice))
          throw badUserInput(`${method} of ${doctype} cannot be called through the gateway.`, 'method');
        const name = String(given.name ?? (meta.isSingle ? doctype : ''));
        const args = assertArguments(given.args, 'args');
        const kind = { isRead: false, startsJob: startsJob(`${doctype}.${method}`) };
        const call = { doctype, name, path: method, verb: given.verb ?? 'POST', args, ...kind };
        return { meta, call, calls: countCalls(root) };
      },
      cost: ({ calls }) => ({ calls, rows: 0 }),
      execute: async (scope, { meta, call }) => ({
        ...(await callDocMethod(scope, meta, call, null)),
        returns: ANY,
      }),
    }),
  );
}
