import { GatewayError } from '../../errors.ts';
import { toReadMethodRequest } from '../../frappe/method-request.ts';
import { readDocsByName } from '../../query/execution/read-docs-by-name.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { Row } from '../../query/plan/read-plan.ts';

/** A search over the documents of a DocType. */
export interface LinkSearch {
  doctype: string;
  text: string;
  filters: unknown;
  size: number;
  /** The DocType with the link: some User Permissions hold only there. */
  referenceDoctype: string | null;
  /** The function that searches, in place of Frappe's own search. */
  query: string | null;
  /** Columns of the found documents to read, by the docfields that take over their values; none if not asked for. */
  fetched: ReadonlyMap<string, string>;
}

/** A document that a link can point to. */
export interface LinkOption {
  value: string;
  label: string | null;
  description: string | null;
  /** The values that the document of the link would take over. */
  fetched: Row | Error | null;
}

/** Finds documents as the field of a link does: by name, title and search fields. */
export async function searchLink(scope: RequestScope, search: LinkSearch): Promise<LinkOption[]> {
  const args = {
    doctype: search.doctype,
    txt: search.text,
    page_length: search.size,
    ...(search.filters === null ? {} : { filters: JSON.stringify(search.filters) }),
    ...(search.referenceDoctype === null ? {} : { reference_doctype: search.referenceDoctype }),
    ...(search.query === null ? {} : { query: search.query }),
  };
  const { body } = await scope.client.send(toReadMethodRequest('frappe.desk.search.search_link', args), scope.caller);
  // v14 answers under a key of its own.
  const found = body.message ?? body.results ?? [];
  if (!Array.isArray(found)) throw new GatewayError('UPSTREAM_CONTRACT', 'Expected a list of links from the site.');
  // Some query functions return everything, whatever length they are asked for.
  const options = (found as Record<string, unknown>[]).slice(0, search.size);
  const fetched = await readFetched(scope, search, new Set(options.map(({ value }) => String(value))));
  return options.map(({ value, label, description }) => ({
    value: String(value),
    label: toText(label),
    description: toText(description),
    fetched: fetched.get(String(value)) ?? null,
  }));
}

/** Reads what the document of the link would take over from each found document, in one call as the caller. */
async function readFetched(
  scope: RequestScope,
  { doctype, fetched }: LinkSearch,
  names: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Row | Error>> {
  const meta = scope.model.doctypes.get(doctype);
  if (fetched.size === 0 || names.size === 0 || meta === undefined) return new Map();
  const plan = { doctype: meta, columns: new Set(fetched.values()), steps: [] };
  const docs = await readDocsByName(scope, plan, names);
  // A column that is hidden from the caller is an error in its place.
  const shown = (value: unknown) => (value instanceof Error ? null : (value ?? null));
  const takenOver = (doc: Row) => Object.fromEntries([...fetched].map(([to, from]) => [to, shown(doc[from])]));
  return new Map([...docs].map(([name, doc]) => [name, doc instanceof Error ? doc : takenOver(doc)]));
}

function toText(value: unknown): string | null {
  return value === null || value === undefined || value === '' ? null : String(value);
}
