import type { Row } from '../database/demo-database.ts';
import { readDocument } from '../documents/read-document.ts';
import { type ListQuery, listQuery } from '../engine/list-query.ts';
import { countRows, runList } from '../engine/run-list.ts';
import { frappeRaise, frappeThrow } from '../frappe-error.ts';
import { answerMeta } from '../meta/answer-meta.ts';
import { callMethod } from '../rpc/call-method.ts';
import { callRouteOfDoc } from '../rpc/doc-method.ts';
import { readFields, readListQuery, shapeRows } from '../rpc/list-parameters.ts';
import { metaOf, type SiteContext } from '../site-context.ts';
import { deleteDocument, insertDocument, updateDocument } from '../writes/write-document.ts';
import { jsonResponse, type SiteResponse } from './envelope.ts';
import { methodResponse } from './method-response.ts';
import { integerParameter, jsonParameter, type Parameters, textParameter } from './parameters.ts';
import type { SiteRequest } from './site-request.ts';

/** Answers `/api/v2/…`; `rest` is the path after it. */
export function routeV2(context: SiteContext, request: SiteRequest, rest: string): SiteResponse {
  const [kind = '', ...parts] = rest.replace(/\/$/, '').split('/');
  if (kind === 'method' && parts.length > 0) return methodRoute(context, request, parts.join('/'));
  if (kind === 'doctype' && parts.length === 2)
    return doctypeRoute(context, request, String(parts[0]), String(parts[1]));
  if (kind !== 'document' || !parts[0]) throw frappeRaise('DoesNotExistError');
  const name = parts.slice(1).join('/');
  return name === '' ? collectionRoute(context, request, parts[0]) : documentRoute(context, request, parts[0], name);
}

function methodRoute(context: SiteContext, request: SiteRequest, path: string): SiteResponse {
  const { parameters, files, origin } = request;
  const { method: verb } = request;
  const returned = callMethod(path, verb, { context, parameters, files, origin, verb, command: null });
  return methodResponse(context.dialect, 'data', returned);
}

function doctypeRoute(context: SiteContext, request: SiteRequest, doctype: string, what: string): SiteResponse {
  if (what === 'meta') return jsonResponse(200, { data: answerMeta(metaOf(context, doctype)) });
  if (what !== 'count') throw frappeRaise('DoesNotExistError');
  const filters = jsonParameter(request.parameters.filters);
  return jsonResponse(200, { data: countRows(context, listQuery(doctype, { filters })) });
}

function collectionRoute(context: SiteContext, request: SiteRequest, doctype: string): SiteResponse {
  const { method, parameters } = request;
  if (method === 'POST') return jsonResponse(200, { data: insertDocument(context, doctype, parameters) });
  if (method !== 'GET') throw frappeRaise('DoesNotExistError');
  if (!context.dialect.hasNewQueryEngine) {
    const query = readListQuery(doctype, { ...parameters, limit_page_length: parameters.limit });
    return jsonResponse(200, { data: shapeRows(runList(context, query), parameters.as_dict) });
  }
  return newList(context, newQuery(doctype, parameters));
}

/** v17 asks for one row more than wanted, to know of a next page. */
function newList(context: SiteContext, query: ListQuery): SiteResponse {
  if (query.pageLength === 0) return jsonResponse(200, { data: [], has_next_page: false });
  const rows = runList(context, { ...query, pageLength: query.pageLength + 1 });
  const hasNextPage = rows.length > query.pageLength;
  return jsonResponse(200, { data: rows.slice(0, query.pageLength), has_next_page: hasNextPage });
}

function newQuery(doctype: string, parameters: Parameters): ListQuery {
  const fields = readFields(parameters.fields);
  if (typeof parameters.fields === 'string' && !parameters.fields.startsWith('[')) {
    throw frappeThrow('FrappeValueError', 'fields must be a list');
  }
  return listQuery(doctype, {
    fields,
    filters: jsonParameter(parameters.filters),
    orderBy: textParameter(parameters.order_by) ?? '',
    groupBy: textParameter(parameters.group_by) ?? '',
    start: integerParameter(parameters.start, 0),
    pageLength: integerParameter(parameters.limit, 20),
    allowsNestedFilters: true,
    defaultDirection: 'desc',
  });
}

function documentRoute(context: SiteContext, request: SiteRequest, doctype: string, name: string): SiteResponse {
  const { method, parameters } = request;
  const [, stem, docMethod] = /^(.+)\/method\/(\w+)$/.exec(name) ?? [];
  if (stem !== undefined && docMethod !== undefined) {
    const call = { doctype, name: stem, method: docMethod, args: parameters, verb: method };
    return methodResponse(context.dialect, 'data', callRouteOfDoc(context, call));
  }
  const keepsNulls = context.dialect.v2DocumentKeepsNulls;
  if (method === 'GET') return jsonResponse(200, { data: readDocument(context, doctype, name, { keepsNulls }) });
  if (method === 'PUT' || method === 'PATCH') {
    return jsonResponse(200, { data: updateDocument(context, doctype, name, parameters as Row) });
  }
  if (method !== 'DELETE') throw frappeRaise('DoesNotExistError');
  deleteDocument(context, doctype, name);
  return jsonResponse(202, { data: 'ok' });
}
