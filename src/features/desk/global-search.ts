import { readRows } from '../../frappe/envelope.ts';
import { toReadMethodRequest } from '../../frappe/method-request.ts';
import { toPlainText } from '../../frappe/plain-text.ts';
import type { DocTypeMeta } from '../../metadata/doctype-meta.ts';
import { readDocsByName } from '../../query/execution/read-docs-by-name.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { guardedFieldsOf } from '../../query/plan/guarded-fields.ts';
import type { DocPlan, Row } from '../../query/plan/read-plan.ts';

/** A search over all documents that the site indexes. */
export interface GlobalSearch {
  text: string;
  doctype: string | null;
  size: number;
  offset: number;
  /** The plans for matching documents, by the DocTypes that can be found. */
  plans: ReadonlyMap<string, DocPlan>;
}

/** A document that was found. */
export interface SearchHit {
  document: Row;
  /** The matching text. */
  content: string | null;
}

/**
 * Searches all that the site indexes, as the caller. Up to v16 the site finds documents that the caller cannot read
 * (frappe/utils/global_search.py, `search`), so each is read, by one list of names for each DocType; what that does not
 * give is left out.
 */
export async function globalSearch(scope: RequestScope, search: GlobalSearch): Promise<SearchHit[]> {
  const args = { text: search.text, start: search.offset, limit: search.size, doctype: search.doctype ?? '' };
  const request = toReadMethodRequest('frappe.utils.global_search.search', args);
  const hits = readRows(await scope.client.send(request, scope.caller));
  const names = new Map<string, Set<string>>();
  for (const { doctype, name } of hits) {
    const known = names.get(String(doctype)) ?? new Set();
    names.set(String(doctype), known.add(String(name)));
  }
  const readable = new Map<string, ReadonlyMap<string, Row | Error>>();
  await Promise.all(
    [...names].map(async ([doctype, some]) => {
      const plan = search.plans.get(doctype);
      if (plan) readable.set(doctype, await readDocsByName(scope, plan, some));
    }),
  );
  return hits.flatMap((hit): SearchHit[] => {
    const doctype = String(hit.doctype);
    const row = readable.get(doctype)?.get(String(hit.name));
    // Whether the caller may read it is not known, so neither it nor what was found of it is shown.
    if (row instanceof Error) throw row;
    const meta = scope.model.doctypes.get(doctype);
    return row && meta ? [{ document: { ...row, doctype }, content: toContent(meta, hit.content) }] : [];
  });
}

/**
 * The index holds `Label : value` of its docfields, also of hidden ones. If a DocType has guarded docfields, only
 * parts whose label belongs to docfields for everybody are shown.
 */
function toContent(meta: DocTypeMeta, content: unknown): string | null {
  const guarded = guardedFieldsOf(meta);
  const labels = (isGuarded: boolean) => {
    const some = meta.docfields.filter(({ fieldname }) => guarded.has(fieldname) === isGuarded);
    return new Set(some.map(({ label }) => label));
  };
  const [hidden, open] = [labels(true), labels(false)];
  const parts = String(content ?? '').split('|||');
  const shown = parts.filter((part) => {
    const [label = ''] = part.split(' : ');
    return guarded.size === 0 || (open.has(label.trim()) && !hidden.has(label.trim()));
  });
  const text = toPlainText(shown.map((part) => part.trim()).join(', '));
  return text === '' ? null : text;
}
