import { COLLABORATION } from '../desk/collaboration.ts';
import { FORM_LOAD } from '../desk/docinfo.ts';
import { NOTIFICATIONS } from '../desk/notifications.ts';
import { REPORTS } from '../desk/reports.ts';
import { SEARCH_AND_PRINT } from '../desk/search-and-print.ts';
import { uploadFile } from '../files/upload-file.ts';
import { type FrappeError, frappeThrow } from '../frappe-error.ts';
import { CLIENT_READS } from './client-reads.ts';
import { CLIENT_WRITES } from './client-writes.ts';
import { DESK_READS } from './desk-reads.ts';
import { REPORTVIEW } from './reportview.ts';
import type { RpcCall, RpcMethods } from './rpc-method.ts';
import { SITE_METHODS } from './site-methods.ts';

const METHODS: RpcMethods = {
  ...CLIENT_READS,
  ...CLIENT_WRITES,
  ...REPORTVIEW,
  ...DESK_READS,
  ...SITE_METHODS,
  ...FORM_LOAD,
  ...COLLABORATION,
  ...NOTIFICATIONS,
  ...REPORTS,
  ...SEARCH_AND_PRINT,
  upload_file: { run: uploadFile, allowsGuests: true },
};
/** Functions that are there, and not for callers from outside. */
const NOT_WHITELISTED: readonly string[] = ['frappe.sessions.get_csrf_token'];
const DEFAULT_VERBS = ['GET', 'POST', 'PUT', 'DELETE'];

/** Calls a whitelisted method. @throws FrappeError of the method, or 403 / 417 when it may not be called. */
export function callMethod(path: string, verb: string, call: RpcCall): unknown {
  const { dialect, session } = call.context;
  const isGone = dialect.missingMethods.includes(path);
  const method = Object.hasOwn(METHODS, path) && !isGone ? METHODS[path] : undefined;
  if (NOT_WHITELISTED.includes(path)) throw notWhitelisted(path, dialect.hasNewQueryEngine);
  if (method === undefined) throw unknownMethod(path);
  if (session.user === 'Guest' && !method.allowsGuests) throw notWhitelisted(path, dialect.hasNewQueryEngine);
  if (!(method.verbs ?? DEFAULT_VERBS).includes(verb)) throw frappeThrow('PermissionError', 'Not permitted');
  return method.run(call);
}

function unknownMethod(path: string): FrappeError {
  const [app = ''] = path.split('.');
  const module = path.slice(0, path.lastIndexOf('.'));
  const name = path.slice(path.lastIndexOf('.') + 1);
  const reason = path.includes('.') ? `module '${module}' has no attribute '${name}'` : `'${app}'`;
  return frappeThrow('ValidationError', `Failed to get method for command ${path} with ${reason}`);
}

function notWhitelisted(path: string, isNew: boolean): FrappeError {
  const reason = `Function <strong>${path}</strong> is not whitelisted.`;
  const summary = `You are not permitted to access this resource.${isNew ? ' Login to access' : ''}`;
  const details = `<details><summary>${summary}</summary>${reason}</details>`;
  const message = isNew ? `${summary}${reason}` : details;
  return frappeThrow('PermissionError', message, 'Method Not Allowed', details);
}
