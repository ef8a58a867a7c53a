import { badUserInput, type ServerMessage } from '../../errors.ts';
import { toDeleteRequest } from '../../frappe/document-request.ts';
import type { DocTypeMeta } from '../../metadata/doctype-meta.ts';
import type { RequestScope } from '../request-scope.ts';
import { sendWrite } from './send-write.ts';

/** A document that is gone. */
export interface DeletedDoc {
  name: string;
  messages: readonly ServerMessage[];
}

/** Deletes a document as the caller. */
export async function deleteDoc(scope: RequestScope, doctype: DocTypeMeta, name: string): Promise<DeletedDoc> {
  assertName(name, 'name');
  const { messages } = await sendWrite(scope, toDeleteRequest(doctype.name, name));
  return { name, messages };
}

/** @throws GatewayError where the address of the document would be that of its list. */
function assertName(name: string, field: string): void {
  if (name.trim() === '') throw badUserInput('A name cannot be blank.', field);
}
