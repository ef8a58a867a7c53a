import type { PythonType } from '../../../metadata/python-type.ts';
import { costOfDoc } from '../../../query/execution/plan-cost.ts';
import { addCosts, type Cost, type CostBasis, NO_COST } from '../../../query/plan/cost.ts';
import type { DocPlan } from '../../../query/plan/read-plan.ts';
import { planDocuments } from '../../../query/planner/plan-field.ts';
import type { RootInput } from '../../../query/selection/root-definition.ts';
import { selectedOf } from '../../../query/selection/selection.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';
import type { DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import { methodDocFieldName, methodPayloadName } from '../../../schema/model/naming.ts';
import type { DocMethodResult } from '../call-doc-method.ts';
import { answerFields, resultField, type TypedResult } from './method-payload.ts';
import { toValueType } from './value-types.ts';

interface DocPayload extends DocMethodResult, TypedResult {}

/** Payload types of document methods by name: methods of one DocType and result type share one. */
export type DocMethodPayloads = Map<string, ReturnType<typeof implementPayload>>;

/** The payload of a DocType's methods whose result has some type. */
export function docMethodPayload(
  parts: SchemaParts,
  payloads: DocMethodPayloads,
  entry: DocTypeEntry,
  returns: PythonType,
) {
  const type = toValueType(returns);
  const name = methodPayloadName(entry.type, type.scalar, type.isList);
  const created = payloads.get(name) ?? implementPayload(parts, entry, name, type);
  payloads.set(name, created);
  return created;
}

function implementPayload(
  parts: SchemaParts,
  { meta, singular }: DocTypeEntry,
  name: string,
  type: ReturnType<typeof toValueType>,
) {
  const document = parts.documents.get(meta.name);
  return parts.builder.objectRef<DocPayload>(name).implement({
    description: `The result of a method of a ${meta.name}.`,
    fields: (t) => ({
      result: resultField(t, type),
      ...(document === undefined
        ? {}
        : {
            [methodDocFieldName(singular)]: t.field({
              type: document,
              description: 'The document as the method left it, with changes that it did not save.',
              resolve: ({ doc }) => {
                if (doc instanceof Error) throw doc;
                return doc;
              },
            }),
          }),
      ...answerFields(parts, t),
    }),
  });
}

/** Plans what is asked of the document that comes with the answer; null if nothing is. */
export function planReturned({ context, field, nodes }: RootInput<unknown>, entry: DocTypeEntry): DocPlan | null {
  const asked = selectedOf(context, field.type, nodes).get(methodDocFieldName(entry.singular));
  return asked === undefined ? null : planDocuments(context, entry.meta.name, asked);
}

/** The document comes along: only what is asked beyond it costs. */
export function costOfReturned(plan: DocPlan | null, basis: CostBasis): Cost {
  return plan === null ? NO_COST : addCosts([costOfDoc(plan, basis), { calls: -1, rows: 0 }]);
}
