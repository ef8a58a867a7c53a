import type { ArgBuilder, InputFieldMap, InputShapeFromFields, ObjectRef } from '@pothos/core';
import type { ServerMessage } from '../../../errors.ts';
import type { RequestScope } from '../../../query/execution/scope/request-scope.ts';
import { addCosts } from '../../../query/plan/cost.ts';
import type { SchemaParts, SchemaTypesOf } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import type { Target } from '../collaboration.ts';
import {
  costOfDocument,
  type DocumentPayload,
  documentPayloadFields,
  documentReader,
  planDocument,
} from './document-payload.ts';
import { targetDocType, targetName } from './target-document.ts';

/** Builds the arguments of a mutation. */
export type MutationArguments = ArgBuilder<SchemaTypesOf>;

/** A mutation that does something with one document. */
export interface DocumentMutation<Args extends InputFieldMap, Prepared> {
  name: string;
  description: string;
  /** Calls to the site at most, without reading the document afterwards. */
  calls: number;
  /** In addition to those that name the document. */
  args: (arg: MutationArguments) => Args;
  /** Reads those arguments. @throws GatewayError `BAD_USER_INPUT` */
  prepare: (args: InputShapeFromFields<Args>) => Prepared;
  run: (scope: RequestScope, target: Target, prepared: Prepared) => Promise<readonly ServerMessage[]>;
}

/** Adds mutations that all answer the document and the site's messages, and so share one payload. */
export function createDocumentMutations(parts: SchemaParts) {
  const { builder } = parts;
  const payload: ObjectRef<SchemaTypesOf, DocumentPayload> = builder
    .objectRef<DocumentPayload>('DocumentPayload')
    .implement({
      description: 'The result of changing a document.',
      fields: (t) => documentPayloadFields(parts, t),
    });
  return <Args extends InputFieldMap, Prepared>({
    name,
    description,
    calls,
    args,
    prepare,
    run,
  }: DocumentMutation<Args, Prepared>): void => {
    builder.mutationField(name, (t) =>
      rootField(t, {
        type: payload,
        description,
        args: { ...targetArguments(t.arg), ...args(t.arg) },
        plan: (root) => {
          const target = toTarget(parts, root.args as TargetArguments);
          // The compiler does not see that what was built from both holds either.
          const prepared = prepare(root.args as unknown as InputShapeFromFields<Args>);
          return { target, prepared, document: planDocument(root, target.doctype.name) };
        },
        cost: ({ document }, basis) => addCosts([{ calls, rows: 0 }, costOfDocument(document, basis)]),
        execute: async (scope, { target, prepared, document }): Promise<DocumentPayload> => ({
          ...target,
          readDocument: documentReader(target, document),
          messages: await run(scope, target, prepared),
        }),
      }),
    );
  };
}

/** The arguments that name a document. */
export interface TargetArguments {
  doctype: string;
  name: string | number;
}

/** `doctype` and `name`. */
export function targetArguments(arg: MutationArguments) {
  return {
    doctype: arg.string({ required: true, description: 'The DocType of the document.' }),
    name: arg.id({ required: true, description: 'The name of the document.' }),
  };
}

/** @throws GatewayError `BAD_USER_INPUT` if they name no document of the schema. */
export function toTarget(parts: SchemaParts, { doctype, name }: TargetArguments): Target {
  return { doctype: targetDocType(parts, doctype, 'doctype').meta, name: targetName(name, 'name') };
}
