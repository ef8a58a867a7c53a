import type { FrappeAnswer, FrappeRequest } from './frappe-request.ts';

/** The document that a call to the site renamed. */
export interface Renaming {
  doctype: string;
  oldName: string;
  newName: string;
  /** Whether the document became a part of one that had the new name already. */
  isMerge: boolean;
}

type Values = Readonly<Record<string, unknown>>;

/** The ways to rename a document over HTTP: arguments and answer to what happened. */
const READERS: Readonly<Record<string, (args: Values, body: Values) => Partial<Record<keyof Renaming, unknown>>>> = {
  'frappe.client.rename_doc': (args, { message }) => ({
    doctype: args.doctype,
    oldName: args.old_name,
    newName: message,
    isMerge: args.merge,
  }),
  // It answers the old name where the rename goes into the queue.
  'frappe.model.rename_doc.update_document_title': (args, { message }) => ({
    doctype: args.doctype,
    oldName: args.docname,
    newName: message,
    isMerge: args.merge,
  }),
  run_doc_method: ({ dt, dn, method, args }, { docs }) => {
    const [doc] = Array.isArray(docs) ? (docs as Values[]) : [];
    return method === 'rename' ? { doctype: dt, oldName: dn, newName: doc?.name, isMerge: toValues(args).merge } : {};
  },
};

/** @returns what a successful call renamed, or null if it renamed nothing. */
export function readRenaming({ verb, path, body }: FrappeRequest, answer: FrappeAnswer): Renaming | null {
  const [address = '', search = ''] = path.split('?');
  const method = decodeURIComponent(address.replace(/^\/api\/method\//, ''));
  const reader = Object.hasOwn(READERS, method) ? READERS[method] : undefined;
  // Frappe rolls back what a GET does.
  if (reader === undefined || verb === 'GET') return null;
  const args = { ...Object.fromEntries(new URLSearchParams(search)), ...toValues(body) };
  const { doctype, oldName, newName, isMerge } = reader(args, answer.body);
  const names = [doctype, oldName, newName].map((name) => (typeof name === 'number' ? String(name) : name));
  if (!names.every((name) => typeof name === 'string' && name !== '') || names[1] === names[2]) return null;
  const [ofDoctype, before, after] = names as [string, string, string];
  return { doctype: ofDoctype, oldName: before, newName: after, isMerge: isTrue(isMerge) };
}

function toValues(value: unknown): Values {
  return typeof value === 'object' && value !== null ? (value as Values) : {};
}

/** As `frappe.utils.sbool` reads it. */
function isTrue(value: unknown): boolean {
  return ['true', '1'].includes(String(value ?? '').toLowerCase());
}
