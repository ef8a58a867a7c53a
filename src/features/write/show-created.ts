import { GatewayError } from '../../errors.ts';
import { readDocsByName } from '../../query/execution/read-docs-by-name.ts';
import { readWholeDoc } from '../../query/execution/rows/whole-doc.ts';
import type { MadeDoc } from '../../query/execution/scope/key-access.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { isMadeDoc } from './made-doc.ts';
import { showWritten, type WriteTarget, type WrittenDoc } from './written-doc.ts';

/**
 * Shows a document that an earlier request with the same key created, as it is now.
 *
 * @throws GatewayError `NOT_FOUND` if it has been deleted or renamed.
 */
export async function showCreated(
  scope: RequestScope,
  target: WriteTarget,
  made: readonly MadeDoc[],
): Promise<WrittenDoc> {
  const [one] = made as [MadeDoc];
  const doc = await readWholeDoc(scope, target.doctype, one.name);
  if (doc === null || !isMadeDoc(one, doc)) throw gone(target, one.name);
  return showWritten(scope, target, doc, []);
}

/** Does the same for documents that were created as one, in one batch where they are asked for. */
export async function showAllCreated(
  scope: RequestScope,
  target: WriteTarget,
  made: readonly MadeDoc[],
): Promise<WrittenDoc[]> {
  const names = made.map(({ name }) => name);
  const { plan } = target;
  const rows = plan === null ? null : await readDocsByName(scope, plan, new Set(names));
  return names.map((name) => ({ doc: rows === null ? null : (rows.get(name) ?? gone(target, name)), messages: [] }));
}

function gone({ doctype }: WriteTarget, name: string): GatewayError {
  const message = `\`idempotencyKey\`: the request with this key created ${doctype.name} ${name}, which has been deleted or renamed since. Use a new key to create another one.`;
  return new GatewayError('NOT_FOUND', message, { field: 'idempotencyKey' });
}
