import { GatewayError } from '../../errors.ts';
import { toDeleteRequest } from '../../frappe/document-request.ts';
import type { DocTypeMeta } from '../../metadata/doctype-meta.ts';
import { listRows } from '../../query/execution/rows/list-rows.ts';
import { readWholeDoc } from '../../query/execution/rows/whole-doc.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { DeletedDoc } from '../../query/plan/deleted-doc.ts';
import { assertName } from './assert-name.ts';
import { assertUnchanged } from './conflict.ts';
import { readWritten, sendDocWrite } from './send-write.ts';

/** Which document, and the `modified` that it must still have; null if it does not matter. */
export interface NamedDoc {
  readonly name: string;
  readonly ifModified: string | null;
}

/** Deletes a document as the caller. */
export async function deleteDoc(scope: RequestScope, doctype: DocTypeMeta, named: NamedDoc): Promise<DeletedDoc> {
  assertName(named.name, 'name');
  await assertStillUnchanged(scope, doctype, named);
  const request = toDeleteRequest(doctype.name, named.name);
  const { answer, messages } = await sendDocWrite(scope, request, doctype, named.name);
  readWritten(answer, ({ body }) => {
    if ((body.data ?? body.message ?? null) !== null) return;
    throw new GatewayError('UPSTREAM_CONTRACT', 'Expected "ok" from the site.');
  });
  return { doctype: doctype.name, name: named.name, messages };
}

/**
 * Looks at `modified` before a write that cannot compare it itself: a change in between goes unnoticed.
 *
 * @throws GatewayError `NOT_FOUND`, `CONFLICT`
 */
export async function assertStillUnchanged(
  scope: RequestScope,
  doctype: DocTypeMeta,
  { name, ifModified }: NamedDoc,
): Promise<void> {
  if (ifModified === null) return;
  const stored = doctype.isVirtual
    ? await readWholeDoc(scope, doctype, name)
    : (await listRows(scope, doctype, SHAPE, { filters: [['name', '=', name]], orderBy: 'name asc', limit: 1 }))[0];
  if (!stored) throw new GatewayError('NOT_FOUND', `There is no ${doctype.name} ${name}.`, { field: 'name' });
  assertUnchanged(stored.modified, ifModified);
}

const SHAPE = { columns: ['name', 'modified'], tables: {} };
