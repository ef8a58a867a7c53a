import type { DocPlan, Row } from '../plan/read-plan.ts';
import { completeRows } from './complete-rows.ts';
import { readWholeDoc } from './rows/whole-doc.ts';
import type { RequestScope } from './scope/request-scope.ts';

/**
 * Reads one document as the caller, with its child tables, and what its plan asks beyond it.
 *
 * @returns null if it does not exist.
 * @throws GatewayError `FORBIDDEN` if the caller cannot read it.
 */
export async function readDoc(scope: RequestScope, plan: DocPlan, name: string): Promise<Row | null> {
  const doc = await readWholeDoc(scope, plan.doctype, name);
  if (doc === null) return null;
  await completeRows(scope, plan, [doc], 'document');
  return doc;
}
