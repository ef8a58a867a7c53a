import type { ObjectRef } from '@pothos/core';
import type { GraphQLNamedType, GraphQLResolveInfo } from 'graphql';
import { getNamedType, isObjectType } from 'graphql';
import { type Cost, NO_COST } from '../../operations/cost.ts';
import { costOfWritten } from '../../operations/plan-cost.ts';
import type { DocPlan, Row } from '../../operations/read-plan.ts';
import type { RequestScope } from '../../operations/request-scope.ts';
import type { WriteTarget, WrittenDoc } from '../../operations/write/written-doc.ts';
import type { SchemaParts, SchemaTypesOf } from '../builder.ts';
import type { DocTypeEntry } from '../doctype-entry.ts';
import { payloadFieldName, payloadTypeName } from '../naming.ts';
import type { CostInput } from '../operation-cost.ts';
import { planDocuments, toPlanContext } from '../plan-field.ts';
import { type PlanContext, selectedFields } from '../selection.ts';
import { messagesField } from './payload-fields.ts';

/** The payload of one DocType. */
export type PayloadRef = ObjectRef<SchemaTypesOf, WrittenDoc>;

/** What every write of one DocType answers: the document, as a query would show it, and the site's messages. */
export function addPayloadType(parts: SchemaParts, entry: DocTypeEntry): PayloadRef {
  const document = parts.documents.get(entry.meta.name);
  if (document === undefined) throw new Error(`The schema has no type for ${entry.meta.name}.`);
  return parts.builder.objectRef<WrittenDoc>(payloadTypeName(entry.type)).implement({
    description: `What became of a ${entry.meta.name}.`,
    fields: (t) => ({
      [payloadFieldName(entry.singular)]: t.field({
        type: document,
        description: 'The document, as the site has it now.',
        resolve: ({ doc }) => doc as Row | null,
      }),
      messages: messagesField(parts, t),
    }),
  });
}

/** What is written, and what the selection of a mutation asks of it. */
export function toWriteTarget(info: GraphQLResolveInfo, scope: RequestScope, entry: DocTypeEntry): WriteTarget {
  const plan = planPayload(toPlanContext(info, scope), getNamedType(info.returnType), entry, info.fieldNodes);
  return { doctype: entry.meta, plan };
}

/** What reading the document beyond the site's own answer to a write may cost. */
export function costOfPayload({ context, basis, field, nodes }: CostInput, entry: DocTypeEntry): Cost {
  const plan = planPayload(context, getNamedType(field.type), entry, nodes);
  return plan === null ? NO_COST : costOfWritten(plan, basis);
}

function planPayload(
  context: PlanContext,
  payload: GraphQLNamedType,
  entry: DocTypeEntry,
  nodes: GraphQLResolveInfo['fieldNodes'],
): DocPlan | null {
  if (!isObjectType(payload)) return null;
  const asked = selectedFields(context, payload, nodes).get(payloadFieldName(entry.singular));
  return asked ? planDocuments(context, entry.meta.name, asked) : null;
}
