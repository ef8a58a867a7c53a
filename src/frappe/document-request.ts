import { badUserInput } from '../errors.ts';
import type { FrappeRequest } from './frappe-request.ts';

/** @returns the request for one document. A Single's name is its DocType. */
export function toDocumentRequest(doctype: string, name: string, exactNumbers: readonly string[]): FrappeRequest {
  const reads = { doctype, names: [name] };
  return { verb: 'GET', path: toDocumentPath(doctype, name), isRead: true, reads, exactNumbers };
}

/** @returns the request that creates a document with the given values. */
export function toCreateRequest(
  doctype: string,
  values: Readonly<Record<string, unknown>>,
  exactNumbers: readonly string[],
): FrappeRequest {
  const path = `/api/resource/${encodeURIComponent(doctype)}`;
  return { verb: 'POST', path, body: toBody(values), isRead: false, exactNumbers };
}

/** @returns the request that changes the given values of a document, and leaves all others. */
export function toUpdateRequest(
  doctype: string,
  name: string,
  values: Readonly<Record<string, unknown>>,
  exactNumbers: readonly string[],
): FrappeRequest {
  return { verb: 'PUT', path: toDocumentPath(doctype, name), body: toBody(values), isRead: false, exactNumbers };
}

/** Keys that Frappe takes out of any body for itself: `cmd` makes a method call of the request, whatever its path. */
const RESERVED_KEYS: ReadonlySet<string> = new Set(
  'cmd data run_method sid csrf_token _ flags ignore_permissions usr pwd otp tmp_id doctype'.split(' '),
);

/** A docfield may be called like a reserved key; under `data`, as text, no key is looked at. */
function toBody(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.keys(values).some((key) => RESERVED_KEYS.has(key)) ? { data: JSON.stringify(values) } : values;
}

/** @returns the request that deletes a document. */
export function toDeleteRequest(doctype: string, name: string): FrappeRequest {
  return { verb: 'DELETE', path: toDocumentPath(doctype, name), isRead: false };
}

/**
 * @throws GatewayError `BAD_USER_INPUT` for the names `.` and `..`. Proxies take them for steps in the path, even if
 * they are encoded, so the site would get a request for something else.
 */
function toDocumentPath(doctype: string, name: string): string {
  if (isStepInPath(name))
    throw badUserInput(`Frappe's REST API cannot address a document with the name ${name}`, 'name');
  return `/api/resource/${encodeURIComponent(doctype)}/${encodeURIComponent(name)}`;
}

/** Whether a name means a step in a path. */
export function isStepInPath(name: string): boolean {
  return name === '.' || name === '..';
}
