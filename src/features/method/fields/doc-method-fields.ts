import { addCosts } from '../../../query/plan/cost.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import type { DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import { callDocMethod } from '../call-doc-method.ts';
import { argumentsOf, nameArguments } from './argument-types.ts';
import { toCall, toMethodArguments } from './argument-values.ts';
import { costOfReturned, type DocMethodPayloads, docMethodPayload, planReturned } from './doc-method-payload.ts';
import { countCalls, describeMethod, extraArgument } from './method-field-options.ts';
import type { NamedMethod } from './method-names.ts';

/** `shopOrderRecalculate(name, discount) { result shopOrder { … } messages }`. */
export function addDocMethodField(
  parts: SchemaParts,
  payloads: DocMethodPayloads,
  entry: DocTypeEntry,
  { field, method }: NamedMethod,
): void {
  const { builder } = parts;
  const { path, isQuery, returns, extraArgs } = method;
  const { meta } = entry;
  const named = nameArguments(method, [...(meta.isSingle ? [] : ['name']), ...(extraArgs === null ? [] : [extraArgs])]);
  const hasArgsArgument = method.args.some((argument) => argument.name === 'args');
  const payload = docMethodPayload(parts, payloads, entry, returns);
  const add = isQuery ? builder.queryField.bind(builder) : builder.mutationField.bind(builder);
  add(field, (t) =>
    rootField(t, {
      type: payload,
      description: describeMethod(method, `${path} of ${meta.name}`),
      args: {
        ...(meta.isSingle ? {} : { name: t.arg.id({ required: true, description: 'The name of the document.' }) }),
        ...argumentsOf(parts, field, named, t.arg),
        ...extraArgument(method, t.arg),
      },
      plan: (root) => {
        const args: Readonly<Record<string, unknown>> = root.args;
        const sent = toMethodArguments(named, args, extraArgs);
        const name = meta.isSingle ? meta.name : String(args.name);
        const call = { ...toCall(method), doctype: meta.name, name, args: sent, hasArgsArgument };
        return { call, calls: countCalls(root), doc: planReturned(root, entry) };
      },
      cost: ({ calls, doc }, basis) => addCosts([{ calls, rows: 0 }, costOfReturned(doc, basis)]),
      execute: async (scope, { call, doc }) => ({ ...(await callDocMethod(scope, meta, call, doc)), returns }),
    }),
  );
}
