import { badUserInput, type ServerMessage } from '../../errors.ts';
import { toCreateRequest } from '../../frappe/document-request.ts';
import { readDocument } from '../../frappe/envelope.ts';
import { toWriteMethodRequest } from '../../frappe/method-request.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { Row } from '../../query/plan/read-plan.ts';
import { readWritten, sendWrite } from '../write/send-write.ts';
import { assertFolder, readFileDoc } from './file-doc.ts';

/** A file or folder that was made or moved. */
export interface PlacedFile {
  file: Row;
  messages: readonly ServerMessage[];
}

/**
 * Makes a folder as the caller. Frappe's own `create_new_folder` answers for a folder that exists as if it had made it,
 * with the caller as its owner.
 */
export async function addFolder(scope: RequestScope, name: string, parent: string): Promise<PlacedFile> {
  await assertFolder(scope, parent, 'parent');
  const request = toCreateRequest('File', { file_name: name, is_folder: 1, folder: parent }, []);
  const { answer, messages } = await sendWrite(scope, request);
  return { file: readWritten(answer, readDocument), messages };
}

/** Moves a file or folder into another folder, as the caller. */
export async function moveFile(scope: RequestScope, name: string, folder: string): Promise<PlacedFile> {
  const file = await readFileDoc(scope, name);
  await assertFolder(scope, folder, 'folder');
  if (file.folder === folder) return { file, messages: [] };
  return file.is_folder ? moveFolder(scope, file, folder) : moveContent(scope, name, folder);
}

/** Frappe's `move_file` also saves both folders, which only their owners may do: a file has no need of it. */
async function moveContent(scope: RequestScope, name: string, folder: string): Promise<PlacedFile> {
  const args = { doctype: 'File', name, fieldname: { folder } };
  const { answer, messages } = await sendWrite(scope, toWriteMethodRequest('frappe.client.set_value', args));
  return { file: readWritten(answer, readDocument), messages };
}

/** A folder is named by its path, so the site renames it and all that is in it. */
async function moveFolder(scope: RequestScope, file: Row, folder: string): Promise<PlacedFile> {
  const name = String(file.name);
  if (!file.folder) throw badUserInput(`name: ${name} is the topmost folder, and cannot be moved.`, 'name');
  // The site would rename without end.
  if (`${folder}/`.startsWith(`${name}/`)) {
    throw badUserInput(`folder: ${name} cannot be moved into itself.`, 'folder');
  }
  const args = { file_list: JSON.stringify([{ name }]), new_parent: folder, old_parent: String(file.folder) };
  const request = toWriteMethodRequest('frappe.core.api.file.move_file', args);
  const { messages } = await sendWrite(scope, request);
  return { file: { ...file, folder, name: `${folder}/${String(file.file_name)}` }, messages };
}
