import { GatewayError, toError } from '../../../errors.ts';
import { isJsonObject } from '../../../exact-json.ts';
import { doctypesByClass } from '../../../metadata/doctype-names.ts';
import { ANY } from '../../../metadata/python-type.ts';
import type { RequestScope } from '../../../query/execution/scope/request-scope.ts';
import type { DocPlan, Row } from '../../../query/plan/read-plan.ts';
import { planDocuments } from '../../../query/planner/plan-field.ts';
import type { RootInput } from '../../../query/selection/root-definition.ts';
import { selectedOf } from '../../../query/selection/selection.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';
import type { DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import { methodPayloadName, unsavedFieldName } from '../../../schema/model/naming.ts';
import { showUnsaved } from '../read-unsaved.ts';
import { answerFields, type MethodPayloads, resultField, type TypedResult } from './method-payload.ts';
import { toValueType } from './value-types.ts';

/** The DocType whose document a function returns, by the class in its annotation. */
export function returnedEntry({ model }: SchemaParts, className: string | null): DocTypeEntry | null {
  const name = className === null ? undefined : doctypesByClass(model.doctypes).get(className);
  const entry = name === undefined ? undefined : model.byDoctype.get(name);
  return entry === undefined || entry.meta.isChild || entry.meta.isSingle ? null : entry;
}

/** The payload of functions that return an unsaved document of a DocType. */
export function unsavedPayload(parts: SchemaParts, payloads: MethodPayloads, entry: DocTypeEntry) {
  const name = methodPayloadName(entry.type, 'Unsaved', false);
  const created = payloads.get(name) ?? implementPayload(parts, entry, name);
  payloads.set(name, created);
  return created;
}

function implementPayload(parts: SchemaParts, { meta, singular }: DocTypeEntry, name: string) {
  const document = parts.documents.get(meta.name);
  if (document === undefined) throw new Error(`The schema lacks a type for ${meta.name}.`);
  return parts.builder.objectRef<TypedResult>(name).implement({
    description: `The result of a method that makes a ${meta.name}.`,
    fields: (t) => ({
      result: resultField(t, toValueType(ANY)),
      [unsavedFieldName(singular)]: t.field({
        type: document,
        description: `The ${meta.name} that it made, stored or not. If it is not, it and its rows have names such as \`new-sales-order-1\`.`,
        resolve: ({ unsaved = null }) => {
          if (unsaved instanceof Error) throw unsaved;
          return unsaved;
        },
      }),
      ...answerFields(parts, t),
    }),
  });
}

/** Plans what is asked of the document; null if nothing is. */
export function planUnsaved({ context, field, nodes }: RootInput<unknown>, entry: DocTypeEntry): DocPlan | null {
  const asked = selectedOf(context, field.type, nodes).get(unsavedFieldName(entry.singular));
  return asked === undefined ? null : planDocuments(context, entry.meta.name, asked);
}

/** Shows the document that a function returned. A failure of that does not fail the call. */
export async function showResult(
  scope: RequestScope,
  plan: DocPlan | null,
  result: unknown,
): Promise<Row | Error | null> {
  if (plan === null || result === null) return null;
  if (!isJsonObject(result) || result.doctype !== plan.doctype.name)
    return new GatewayError('UPSTREAM_CONTRACT', `The result is not a ${plan.doctype.name}.`);
  return showUnsaved(scope, plan, result).catch(toError);
}
