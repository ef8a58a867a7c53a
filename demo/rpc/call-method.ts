import { COLLABORATION } from '../desk/collaboration.ts';
import { FORM_LOAD } from '../desk/docinfo.ts';
import { NOTIFICATIONS } from '../desk/notifications.ts';
import { REPORTS } from '../desk/reports.ts';
import { SEARCH_AND_PRINT } from '../desk/search-and-print.ts';
import { moveFile } from '../files/move-file.ts';
import { uploadFile } from '../files/upload-file.ts';
import { FrappeError, frappeThrow } from '../frappe-error.ts';
import type { RpcCall, RpcMethods } from '../site-context.ts';
import { CLIENT_READS } from './client-reads.ts';
import { CLIENT_WRITES } from './client-writes.ts';
import { DESK_READS } from './desk-reads.ts';
import { runDocMethod } from './doc-method.ts';
import { notWhitelisted } from './not-whitelisted.ts';
import { REPORTVIEW } from './reportview.ts';
import { SITE_METHODS } from './site-methods.ts';
import { WORKFLOW_METHODS } from './workflow-methods.ts';

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
  run_doc_method: { run: runDocMethod },
  ...WORKFLOW_METHODS,
  upload_file: { run: uploadFile, allowsGuests: true },
  'frappe.core.api.file.move_file': { run: moveFile },
};
/** Functions that are there, and not for callers from outside. */
const NOT_WHITELISTED: readonly string[] = ['frappe.sessions.get_csrf_token'];
const DEFAULT_VERBS = ['GET', 'POST', 'PUT', 'DELETE'];

/** Calls a whitelisted method. @throws FrappeError of the method, or 403 / 417 when the call is not allowed. */
export function callMethod(path: string, verb: string, call: RpcCall): unknown {
  const { dialect, session } = call.context;
  const isGone = dialect.missingMethods.includes(path);
  const { methods, notWhitelisted: closed } = call.context.app;
  const known = { ...METHODS, ...methods };
  const method = Object.hasOwn(known, path) && !isGone ? known[path] : undefined;
  if ([...NOT_WHITELISTED, ...closed].includes(path)) throw notWhitelisted(path, dialect.hasNewQueryEngine);
  if (method === undefined) throw unknownMethod(call.context, path, call.command === null);
  if (session.user === 'Guest' && !method.allowsGuests) throw notWhitelisted(path, dialect.hasNewQueryEngine);
  if (!(method.verbs ?? DEFAULT_VERBS).includes(verb)) throw frappeThrow('PermissionError', 'Not permitted');
  return method.run(call);
}

function unknownMethod({ app }: RpcCall['context'], path: string, isV2: boolean): FrappeError {
  const [first = ''] = path.split('.');
  const module = path.slice(0, path.lastIndexOf('.'));
  const name = path.slice(path.lastIndexOf('.') + 1);
  const isInstalled = first === 'frappe' || first === app.name;
  const missing = isInstalled ? `module '${module}' has no attribute '${name}'` : `App ${first} is not installed`;
  const reason = path.includes('.') ? missing : `'${first}'`;
  const error = frappeThrow(
    'ValidationError',
    `Failed to get method ${isV2 ? '' : 'for command '}${path} with ${reason}`,
  );
  if (!path.includes('.') || isInstalled) return error;
  const messages = [{ message: missing, isThrown: true }, ...(error.details.messages ?? [])];
  return new FrappeError({ ...error.details, messages });
}
