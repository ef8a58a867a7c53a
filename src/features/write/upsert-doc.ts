import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { LinkCheck } from './check-links.ts';
import { createDoc } from './create-doc.ts';
import type { DocInput } from './doc-input.ts';
import { type DocKey, findByKey } from './doc-key.ts';
import { updateDoc } from './update-doc.ts';
import type { WriteTarget, WrittenDoc } from './written-doc.ts';

/** The values of a document that may be there already. */
export interface DocUpsert {
  readonly key: DocKey;
  /** The values of a new document, its key among them. */
  readonly creation: DocInput;
  /** The changes of the document that is there. */
  readonly change: DocInput;
}

/**
 * Changes the document that a key belongs to, or creates it, as the caller. The site keeps the key unique, so that of
 * two who create it at once one gets a conflict.
 *
 * @param known the name of the document, if it has been found already.
 * @throws GatewayError `CONFLICT` if somebody else creates it meanwhile, or if it exists and the caller cannot see it.
 */
export async function upsertDoc(
  scope: RequestScope,
  target: WriteTarget,
  { key, creation, change }: DocUpsert,
  known: string | null = null,
  links?: () => Promise<LinkCheck>,
): Promise<WrittenDoc> {
  const name = known ?? (await findByKey(scope, target.doctype, key));
  if (name === null) return createDoc(scope, target, creation, links);
  return updateDoc(scope, target, { name, input: change, ifModified: null }, links);
}
