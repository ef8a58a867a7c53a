import { type DocTypeMeta, isTable } from '../../metadata/doctype-meta.ts';
import { scrub } from '../../metadata/doctype-names.ts';
import { completeRows } from '../../query/execution/complete-rows.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { DocPlan, Row } from '../../query/plan/read-plan.ts';
import { assertName } from '../write/assert-name.ts';
import type { MappedSource } from './choose-mapping.ts';
import { mapDoc } from './map-doc.ts';

/** Maps a document as the site does, and shows the result, which is not stored, as a query would show it. */
export async function readUnsaved(scope: RequestScope, plan: DocPlan, source: MappedSource): Promise<Row> {
  assertName(source.name, 'from');
  return showUnsaved(scope, plan, await mapDoc(scope, plan.doctype, source));
}

/** Shows an unsaved document as a query would. */
export async function showUnsaved(scope: RequestScope, plan: DocPlan, mapped: Row): Promise<Row> {
  const doc = withLocalNames(plan.doctype, mapped);
  await completeRows(scope, plan, [doc], 'document');
  return doc;
}

/** Unsaved documents and rows get the names that the Desk gives them, such as `new-delivery-note-1`. */
function withLocalNames(doctype: DocTypeMeta, doc: Row): Row {
  const named: Row = { ...doc, name: doc.name ?? localName(doctype.name, 1) };
  for (const { fieldname, options } of doctype.docfields.filter(isTable)) {
    const rows = named[fieldname];
    if (!Array.isArray(rows)) continue;
    named[fieldname] = rows.map((row: Row, index) => ({
      ...row,
      name: row.name ?? localName(options ?? '', index + 1),
    }));
  }
  return named;
}

function localName(doctype: string, number: number): string {
  return `new-${scrub(doctype).replaceAll('_', '-')}-${number}`;
}
