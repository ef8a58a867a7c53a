import { toDocumentRequest } from '../frappe/document-request.ts';
import { readDocument } from '../frappe/envelope.ts';
import type { DocTypeMeta } from '../metadata/doctype-meta.ts';
import { isTable } from '../metadata/doctype-meta.ts';
import { assertNamed, exactNumberKeys } from './list-rows.ts';
import type { Row } from './read-plan.ts';
import type { RequestScope } from './request-scope.ts';

/** Reads one document whole: every column, every child row, as the site shows them. */
export async function readWholeDoc(scope: RequestScope, doctype: DocTypeMeta, name: string): Promise<Row | null> {
  // Without a name the address would be the list's.
  if (name.trim() === '') return null;
  const request = toDocumentRequest(doctype.name, name, allExactKeys(scope, doctype));
  try {
    const doc = readDocument(await scope.client.send(request, scope.caller));
    assertNamed([doc], doctype);
    return doc;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'NOT_FOUND') return null;
    throw error;
  }
}

/** The keys of a document whose numbers are wanted digit by digit, those of its rows among them. */
export function allExactKeys(scope: RequestScope, doctype: DocTypeMeta): string[] {
  const fieldnamesOf = (meta: DocTypeMeta | undefined) => meta?.docfields.map((docfield) => docfield.fieldname) ?? [];
  const tables = doctype.docfields.filter(isTable);
  return exactNumberKeys(scope.model.doctypes, doctype, {
    columns: fieldnamesOf(doctype),
    tables: Object.fromEntries(
      tables.map((table) => [table.fieldname, fieldnamesOf(scope.model.doctypes.get(table.options ?? ''))]),
    ),
  });
}
