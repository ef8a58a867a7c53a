import type { FrappeRequest } from './frappe-request.ts';

/** The paths of public files, and of files for those who can read the document a file is attached to. */
const FOLDERS = [['files'], ['private', 'files']];

/** Headers that ask for a part of a file, or for a file only if it has changed. */
const ASKED_HEADERS = ['range', 'if-range', 'if-none-match', 'if-modified-since'] as const;

/** Whether a path of the gateway is that of a file of the site. */
export function isFilePath(path: string): boolean {
  return FOLDERS.some((folder) => path.startsWith(`/${folder.join('/')}/`));
}

/**
 * Makes the request for a file from that of a caller. No part of the path is sent as it came: the parts are decoded,
 * looked at and written again, so that no spelling of it leads out of the folder of files.
 *
 * @param url path and query as they came.
 * @returns null if the path is that of no file.
 */
export function toFileRequest(
  verb: 'GET' | 'HEAD',
  url: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): FrappeRequest | null {
  const [path = '', query = ''] = url.split('?', 2);
  const parts = path.slice(1).split('/').map(decodePart);
  const folder = FOLDERS.find((names) => names.every((name, index) => parts[index] === name));
  if (folder === undefined || parts.length <= folder.length || !parts.every(isFileName)) return null;
  // The File document that is meant, where several share an address.
  const fid = new URLSearchParams(query).get('fid');
  const search = fid === null ? '' : `?fid=${encodeURIComponent(fid)}`;
  const asked = ASKED_HEADERS.flatMap((name) => (typeof headers[name] === 'string' ? [[name, headers[name]]] : []));
  return {
    verb,
    path: `/${parts.map(encodeURIComponent).join('/')}${search}`,
    isRead: true,
    headers: Object.fromEntries([...asked, ['accept', '*/*']]),
  };
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}

/** Hidden names are refused as well: some versions keep unfinished uploads under them. */
function isFileName(part: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return part !== '' && !part.startsWith('.') && !/[/\\\0-\x1f\x7f]/.test(part);
}
