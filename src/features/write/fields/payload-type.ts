import type { ObjectRef } from '@pothos/core';
import { deriveOnce } from '../../../derive-once.ts';
import { costOfWritten } from '../../../query/execution/plan-cost.ts';
import { type Cost, type CostBasis, NO_COST } from '../../../query/plan/cost.ts';
import type { Row } from '../../../query/plan/read-plan.ts';
import { planDocuments } from '../../../query/planner/plan-field.ts';
import type { RootInput } from '../../../query/selection/root-definition.ts';
import { selectedOf } from '../../../query/selection/selection.ts';
import type { SchemaParts, SchemaTypesOf } from '../../../schema/builder/builder.ts';
import type { DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import { payloadFieldName, payloadTypeName } from '../../../schema/model/naming.ts';
import type { WriteTarget, WrittenDoc } from '../written-doc.ts';
import { messagesField } from './payload-fields.ts';

/** The payload of one DocType. */
export type PayloadRef = ObjectRef<SchemaTypesOf, WrittenDoc>;

const payloads = deriveOnce((_parts: SchemaParts) => new Map<DocTypeEntry, PayloadRef>());

/** The payload of every write of one DocType: the document, as a query would show it, and the site's messages. */
export function payloadOf(parts: SchemaParts, entry: DocTypeEntry): PayloadRef {
  const known = payloads(parts);
  const payload = known.get(entry) ?? addPayloadType(parts, entry);
  known.set(entry, payload);
  return payload;
}

function addPayloadType(parts: SchemaParts, entry: DocTypeEntry): PayloadRef {
  const document = parts.documents.get(entry.meta.name);
  if (document === undefined) throw new Error(`The schema lacks a type for ${entry.meta.name}.`);
  return parts.builder.objectRef<WrittenDoc>(payloadTypeName(entry.type)).implement({
    description: `The result of writing a ${entry.meta.name}.`,
    fields: (t) => ({
      [payloadFieldName(entry.singular)]: t.field({
        type: document,
        description: 'The document, as the site has it now.',
        resolve: ({ doc }) => doc as Row | null,
      }),
      created: t.boolean({
        nullable: false,
        description: 'Whether this write created the document.',
        resolve: ({ isCreated }) => isCreated === true,
      }),
      messages: messagesField(parts, t),
    }),
  });
}

/** The written document, and the selection of the mutation. */
export function planTarget({ context, field, nodes }: RootInput<unknown>, entry: DocTypeEntry): WriteTarget {
  const asked = selectedOf(context, field.type, nodes).get(payloadFieldName(entry.singular));
  return { doctype: entry.meta, plan: asked ? planDocuments(context, entry.meta.name, asked) : null };
}

/** The cost of reading the document beyond the site's own response to a write. */
export function costOfTarget({ plan }: WriteTarget, basis: CostBasis): Cost {
  return plan === null ? NO_COST : costOfWritten(plan, basis);
}
