import type { DocPlan, Row } from '../plan/read-plan.ts';
import { readDoc } from './read-doc.ts';
import type { RequestScope } from './scope/request-scope.ts';

/** Reads a Single: its name is its DocType. */
export function readSingle(scope: RequestScope, plan: DocPlan): Promise<Row | null> {
  return readDoc(scope, plan, plan.doctype.name);
}
