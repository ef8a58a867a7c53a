import type { ServerMessage } from '../../../errors.ts';
import type { DocTypeMeta } from '../../../metadata/doctype-meta.ts';
import { costOfDoc } from '../../../query/execution/plan-cost.ts';
import { readDoc } from '../../../query/execution/read-doc.ts';
import type { RequestScope } from '../../../query/execution/scope/request-scope.ts';
import { type Cost, type CostBasis, NO_COST } from '../../../query/plan/cost.ts';
import type { DocPlan, Row } from '../../../query/plan/read-plan.ts';
import { planDocuments } from '../../../query/planner/plan-field.ts';
import { asksBeyondName } from '../../../query/planner/plan-selection.ts';
import type { RootInput } from '../../../query/selection/root-definition.ts';
import { selectedOf } from '../../../query/selection/selection.ts';
import type { SchemaParts, SchemaTypesOf } from '../../../schema/builder/builder.ts';
import { messagesField } from '../../write/fields/payload-fields.ts';

/** The outcome of a mutation of a document. */
export interface DocumentPayload {
  doctype: DocTypeMeta;
  name: string;
  messages: readonly ServerMessage[];
  readDocument: ReadDocument;
}

/** Reads the document of a payload: once, however many fields show it. */
export type ReadDocument = (scope: RequestScope) => Promise<Row | null>;

type PayloadFieldBuilder<Payload> = PothosSchemaTypes.ObjectFieldBuilder<SchemaTypesOf, Payload>;

/** `document` and `messages`: the document is read afterwards, where more than its name is asked for. */
export function documentPayloadFields<Payload extends DocumentPayload>(
  parts: SchemaParts,
  t: PayloadFieldBuilder<Payload>,
) {
  return {
    document: t.field({
      type: parts.document,
      description: 'The document as it is now.',
      resolve: ({ readDocument }, _args, scope) => readDocument(scope),
    }),
    messages: messagesField(parts, t),
  };
}

/** @param plan of `planDocument`: what all fields show that give the document. */
export function documentReader(
  { doctype, name }: Pick<DocumentPayload, 'doctype' | 'name'>,
  plan: DocPlan | null,
): ReadDocument {
  let reading: Promise<Row | null> | undefined;
  const read = async (scope: RequestScope) => {
    const doc = plan === null ? { name } : await readDoc(scope, plan, name);
    return doc && { ...doc, doctype: doctype.name };
  };
  return (scope) => {
    reading ??= read(scope);
    return reading;
  };
}

/** Plans the `document` of a payload; null if nothing beyond its name is asked for. */
export function planDocument({ context, field, nodes }: RootInput<unknown>, doctype: string): DocPlan | null {
  const asked = selectedOf(context, field.type, nodes).get('document');
  if (asked === undefined) return null;
  const plan = planDocuments(context, doctype, asked);
  return asksBeyondName(plan) ? plan : null;
}

/** @returns the cost of reading the `document` of a payload. */
export function costOfDocument(plan: DocPlan | null, basis: CostBasis): Cost {
  return plan === null ? NO_COST : costOfDoc(plan, basis);
}
