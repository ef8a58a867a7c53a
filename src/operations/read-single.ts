import { readDoc } from './read-doc.ts';
import type { DocPlan, Row } from './read-plan.ts';
import type { RequestScope } from './request-scope.ts';

/** Reads a Single: its name is its DocType. */
export function readSingle(scope: RequestScope, plan: DocPlan): Promise<Row | null> {
  return readDoc(scope, plan, plan.doctype.name);
}
