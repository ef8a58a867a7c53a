import type { Row } from '../database/demo-database.ts';
import { readPreparedReport } from '../desk/reports.ts';
import { readDocument } from '../documents/read-document.ts';
import { expandLinks } from '../engine/expand-links.ts';
import { runList } from '../engine/run-list.ts';
import { frappeRaise } from '../frappe-error.ts';
import { callMethod } from '../rpc/call-method.ts';
import { callDocMethod } from '../rpc/doc-method.ts';
import { readListQuery, shapeRows } from '../rpc/list-parameters.ts';
import { listQueueJobs, readQueueJob } from '../shop/shop-jobs.ts';
import type { SiteContext } from '../site-context.ts';
import { deleteDocument, insertDocument, updateDocument } from '../writes/write-document.ts';
import { htmlResponse, jsonResponse, type SiteResponse } from './envelope.ts';
import { methodResponse } from './method-response.ts';
import { booleanParameter, jsonParameter, type Parameters, textParameter } from './parameters.ts';
import type { SiteRequest } from './site-request.ts';

/** Answers `/api/method/…` and `/api/resource/…`; `rest` is the path after `/api/`. */
export function routeV1(context: SiteContext, request: SiteRequest, rest: string): SiteResponse {
  const [kind = '', ...parts] = rest.split('/');
  if (kind === 'method' && parts.length > 0) return callRoute(context, request, parts.join('/'));
  if (kind !== 'resource' || !parts[0]) throw frappeRaise('DoesNotExistError');
  const doctype = parts[0];
  const name = parts.slice(1).join('/').replace(/\/$/, '');
  return name === '' ? collectionRoute(context, request, doctype) : documentRoute(context, request, doctype, name);
}

/** A method by its path; `cmd` among the parameters does the same. */
export function callRoute(context: SiteContext, request: SiteRequest, path: string): SiteResponse {
  const { parameters, files, origin } = request;
  const { method: verb } = request;
  const returned = callMethod(path, verb, { context, parameters, files, origin, verb, command: path });
  return methodResponse(context.dialect, 'message', returned);
}

function collectionRoute(context: SiteContext, request: SiteRequest, doctype: string): SiteResponse {
  const { method, parameters } = request;
  if (doctype === 'RQ Job') {
    return jsonResponse(200, { data: listQueueJobs(context, textParameter(parameters.order_by)) });
  }
  if (method === 'GET' || method === 'HEAD') {
    return jsonResponse(200, { data: listRows(context, doctype, parameters), ...debugKeys(context, parameters) });
  }
  if (method === 'POST') return jsonResponse(200, { data: insertDocument(context, doctype, sentDocument(parameters)) });
  if (context.dialect.unknownVerbIsEmptySuccess) return jsonResponse(200, {});
  return htmlResponse(405, 'Method Not Allowed');
}

function listRows(context: SiteContext, doctype: string, parameters: Parameters): unknown[] {
  const query = readListQuery(doctype, {
    ...parameters,
    limit_page_length: parameters.limit_page_length ?? parameters.limit,
  });
  const expand = context.dialect.hasNewQueryEngine ? ((jsonParameter(parameters.expand) ?? []) as string[]) : [];
  return shapeRows(expandLinks(context, doctype, runList(context, query), expand), parameters.as_dict);
}

/** The SQL is shown with `debug`, on v14 in the place of a traceback. */
function debugKeys(context: SiteContext, parameters: Parameters): Row {
  if (!booleanParameter(parameters.debug, false)) return {};
  const shown = JSON.stringify(['select …']);
  return context.dialect.major === 14 ? { exc: shown } : { _debug_messages: shown };
}

function documentRoute(context: SiteContext, request: SiteRequest, doctype: string, name: string): SiteResponse {
  const { method, parameters } = request;
  if (doctype === 'RQ Job') return jsonResponse(200, { data: readQueueJob(context, name) });
  if (doctype === 'Prepared Report') return jsonResponse(200, { data: readPreparedReport(context, name) });
  const docMethod = textParameter(parameters.run_method);
  if (docMethod !== undefined) {
    const { run_method: _, ...args } = parameters;
    const call = { doctype, name, method: docMethod, args, verb: method };
    return methodResponse(context.dialect, 'data', callDocMethod(context, call).returned);
  }
  if (method === 'GET' || method === 'HEAD') {
    const expandsLinks = booleanParameter(parameters.expand_links, false);
    return jsonResponse(200, { data: readDocument(context, doctype, name, { keepsNulls: false, expandsLinks }) });
  }
  if (method === 'PUT')
    return jsonResponse(200, { data: updateDocument(context, doctype, name, sentDocument(parameters)) });
  if (method === 'DELETE') {
    deleteDocument(context, doctype, name);
    return jsonResponse(202, context.dialect.major === 14 ? { message: 'ok' } : { data: 'ok' });
  }
  if (context.dialect.unknownVerbIsEmptySuccess) return jsonResponse(200, {});
  throw frappeRaise('DoesNotExistError');
}

/** The body of a write: the parameters, or the document under `data`. */
function sentDocument(parameters: Parameters): Row {
  const data = textParameter(parameters.data);
  return data === undefined ? parameters : (jsonParameter(data) as Row);
}
