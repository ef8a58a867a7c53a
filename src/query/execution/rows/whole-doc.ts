import { GatewayError, hasCode } from '../../../errors.ts';
import { toDocumentRequest } from '../../../frappe/document-request.ts';
import { readDocument } from '../../../frappe/envelope.ts';
import { notFoundReason } from '../../../frappe/missing-document.ts';
import type { DocTypeMeta } from '../../../metadata/doctype-meta.ts';
import type { Row } from '../../plan/read-plan.ts';
import type { RequestScope } from '../scope/request-scope.ts';
import { allExactKeys } from './exact-keys.ts';
import { assertNamed, listRows, NAMES } from './list-rows.ts';

/**
 * Reads one document whole: every column, every child row, as the site shows them.
 *
 * @returns null if the site says that it does not exist.
 * @throws GatewayError `UPSTREAM_ERROR` if the site does not find something else that belongs to it, such as a DocType
 * of an app that is not installed.
 */
export async function readWholeDoc(scope: RequestScope, doctype: DocTypeMeta, name: string): Promise<Row | null> {
  // Without a name the address would be the list's.
  if (name.trim() === '') return null;
  const request = toDocumentRequest(doctype.name, name, allExactKeys(scope.model.doctypes, doctype));
  try {
    const doc = readDocument(await scope.client.send(request, scope.caller));
    assertNamed([doc], doctype);
    return doc;
  } catch (error) {
    if (await isMissing(scope, doctype, name, error)) return null;
    throw hasCode(error, 'NOT_FOUND') ? incomplete(doctype, name, error) : error;
  }
}

async function isMissing(scope: RequestScope, doctype: DocTypeMeta, name: string, error: unknown): Promise<boolean> {
  const reason = notFoundReason(error, doctype.name, name);
  // The controller of a virtual DocType says it in its own words, or in none.
  if (doctype.isVirtual) return reason !== 'isAnother';
  if (reason !== 'isNamed' || doctype.isSingle) return reason === 'isMissing';
  return !(await isListed(scope, doctype, name));
}

/** A caller who cannot list a DocType is refused its documents, too, so a document that was not found is not there. */
async function isListed(scope: RequestScope, doctype: DocTypeMeta, name: string): Promise<boolean> {
  const query = { filters: [['name', '=', name]] as const, orderBy: null, limit: 1 };
  try {
    return (await listRows(scope, doctype, NAMES, query)).length > 0;
  } catch (error) {
    if (hasCode(error, 'FORBIDDEN')) return false;
    throw error;
  }
}

function incomplete(doctype: DocTypeMeta, name: string, { message, details }: GatewayError): GatewayError {
  return new GatewayError('UPSTREAM_ERROR', `The site could not read ${doctype.name} ${name}: ${message}`, details);
}
