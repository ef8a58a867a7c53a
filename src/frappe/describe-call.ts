import type { FrappeRequest } from './frappe-request.ts';

/** The kinds of calls: read a list, read or write one document, call a method, or read a file. */
export type CallKind = 'list' | 'document' | 'method' | 'file' | 'other';

/** The DocType in the path of a list or of a document, and the slash in front of the document's name. */
const RESOURCE = /^\/api\/(?:resource|v2\/document)\/([^/?]+)(\/?)/;
const METHOD = /^\/api\/method\/([^/?]+)/;

/** @param path as in a request, with or without its query. */
export function kindOfCall(verb: string, path: string): CallKind {
  if (METHOD.test(path)) return 'method';
  const resource = RESOURCE.exec(path);
  if (resource !== null) return verb === 'GET' && resource[2] === '' ? 'list' : 'document';
  return path.startsWith('/files/') || path.startsWith('/private/files/') ? 'file' : 'other';
}

/**
 * The kind of a call and its DocType or method: `list Sales Order`. Names of documents and values of filters are not in
 * it.
 */
export function describeCall(verb: string, path: string): string {
  const kind = kindOfCall(verb, path);
  const [, target] = METHOD.exec(path) ?? RESOURCE.exec(path) ?? [];
  return target === undefined ? kind : `${kind} ${decode(target)}`;
}

/** @returns the DocType that a call names in its path, or its method in an argument; null if it names none. */
export function doctypeOfCall({ path, body }: Pick<FrappeRequest, 'path' | 'body'>): string | null {
  const [, inPath] = RESOURCE.exec(path) ?? [];
  if (inPath !== undefined) return decode(inPath);
  const given = (body as { doctype?: unknown } | undefined)?.doctype;
  return typeof given === 'string' ? given : new URLSearchParams(path.split('?')[1]).get('doctype');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
