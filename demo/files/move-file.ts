import type { Row } from '../database/demo-database.ts';
import { loadPermitted } from '../documents/read-document.ts';
import { pythonError, type ServerMessage } from '../frappe-error.ts';
import { jsonParameter } from '../http/parameters.ts';
import { required } from '../rpc/client-reads.ts';
import { MethodAnswer } from '../rpc/method-answer.ts';
import { metaOf, type RpcCall, type SiteContext } from '../site-context.ts';
import { renameDocument } from '../writes/rename-document.ts';
import { updateDocument } from '../writes/write-document.ts';

/** `frappe.core.api.file.move_file`: it saves both folders too, which needs the right to change them. */
export function moveFile(call: RpcCall): unknown {
  const { context, parameters } = call;
  const target = required(call, 'new_parent', 'move_file');
  const source = required(call, 'old_parent', 'move_file');
  const messages = context.database.transaction(() => {
    const files = jsonParameter(parameters.file_list) as Row[];
    const renamed = files.flatMap(({ name }) => moveInto(context, String(name), target));
    for (const folder of [source, target]) updateDocument(context, 'File', folder, {});
    return renamed;
  });
  return new MethodAnswer({ result: undefined, messages });
}

/** `setup_folder_path`: a folder is named by its path, so that it and everything in it is renamed. */
function moveInto(context: SiteContext, name: string, folder: string): ServerMessage[] {
  const file = loadPermitted(context, metaOf(context, 'File'), name, 'write');
  // A real site goes on until the name is too long for its column.
  if (`${folder}/`.startsWith(`${name}/`))
    throw pythonError('DataError', "Data too long for column 'docname' at row 1");
  updateDocument(context, 'File', name, { folder });
  if (!file.is_folder) return [];
  const newName = `${folder}/${String(file.file_name)}`;
  renameDocument(context, { doctype: 'File', oldName: name, newName, merges: false, isForced: true });
  const inside = context.database.all('SELECT name FROM `tabFile` WHERE folder = ?', [newName]);
  const message = `Document renamed from <strong>${name}</strong> to <strong>${newName}</strong>`;
  const renamed = { message, title: 'Message', indicator: 'green', isAlert: true };
  return [...inside.flatMap((each) => moveInto(context, String(each.name), newName)), renamed];
}
