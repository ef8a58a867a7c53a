import { GatewayError } from '../../errors.ts';
import { toReadMethodRequest } from '../../frappe/method-request.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';

/** A search over the documents of a DocType. */
export interface LinkSearch {
  doctype: string;
  text: string;
  filters: unknown;
  size: number;
  /** The DocType with the link: some User Permissions hold only there. */
  referenceDoctype: string | null;
}

/** A document that a link may lead to. */
export interface LinkOption {
  value: string;
  label: string | null;
  description: string | null;
}

/** Finds documents as the field of a link does: by name, title and search fields. */
export async function searchLink(scope: RequestScope, search: LinkSearch): Promise<LinkOption[]> {
  const args = {
    doctype: search.doctype,
    txt: search.text,
    page_length: search.size,
    ...(search.filters === null ? {} : { filters: JSON.stringify(search.filters) }),
    ...(search.referenceDoctype === null ? {} : { reference_doctype: search.referenceDoctype }),
  };
  const { body } = await scope.client.send(toReadMethodRequest('frappe.desk.search.search_link', args), scope.caller);
  // v14 answers under a key of its own.
  const found = body.message ?? body.results ?? [];
  if (!Array.isArray(found)) throw new GatewayError('UPSTREAM_CONTRACT', 'Expected a list of links from the site.');
  return (found as Record<string, unknown>[]).map(({ value, label, description }) => ({
    value: String(value),
    label: toText(label),
    description: toText(description),
  }));
}

function toText(value: unknown): string | null {
  return value === null || value === undefined || value === '' ? null : String(value);
}
