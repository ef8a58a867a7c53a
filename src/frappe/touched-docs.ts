import type { FrappeRequest } from './frappe-request.ts';
import type { FrappeFilter, FrappeFilterValue } from './list-request.ts';

/** The documents that a response was made from, according to the requests to the site. */
export class TouchedDocs {
  readonly #names = new Map<string, Set<string>>();
  readonly #whole = new Set<string>();

  /** The DocTypes that it was made from. */
  get doctypes(): ReadonlySet<string> {
    return new Set([...this.#names.keys(), ...this.#whole]);
  }

  /** Whether a change of a document may change the answer. */
  has(doctype: string, name: string): boolean {
    return this.#whole.has(doctype) || this.#names.get(doctype)?.has(name) === true;
  }

  /** Notes what a request reads: one document, some by their names, or any of a DocType. */
  add(request: FrappeRequest): void {
    const [path = '', search = ''] = request.path.split('?');
    const args: Record<string, unknown> = {
      ...Object.fromEntries(new URLSearchParams(search)),
      ...(request.body as Record<string, unknown> | undefined),
    };
    const [doctype, name] = readAddress(path);
    if (doctype !== undefined && name !== undefined) this.#addNames(doctype, [name]);
    else if (doctype !== undefined) this.#addList(doctype, args);
    else if (typeof args.doctype === 'string') this.#addList(args.doctype, args);
  }

  #addList(doctype: string, args: Record<string, unknown>): void {
    // Child rows change with their parents, and events name only parents.
    const [owner, column] = typeof args.parent === 'string' ? [args.parent, 'parent'] : [doctype, 'name'];
    const names = readNames(args.filters, column);
    if (names === null) this.#whole.add(owner);
    else this.#addNames(owner, names);
  }

  #addNames(doctype: string, names: Iterable<string>): void {
    const known = this.#names.get(doctype) ?? new Set();
    for (const name of names) known.add(name);
    this.#names.set(doctype, known);
  }
}

/** `/api/resource/Shop%20Order/SO-1` → the DocType and, of one document, its name. */
function readAddress(path: string): string[] {
  const match = /^\/api\/(?:resource|v2\/document)\/([^/]+)(?:\/([^/]+))?/.exec(path);
  return (match?.slice(1) ?? []).filter((part) => part !== undefined).map(decodeURIComponent);
}

/** The names to which a list is narrowed; null if any document could be in it. */
function readNames(given: unknown, column: string): string[] | null {
  const filters: unknown = typeof given === 'string' ? JSON.parse(given) : given;
  if (!Array.isArray(filters)) return null;
  for (const filter of filters as FrappeFilter[]) {
    if (!Array.isArray(filter) || filter.length !== 3 || filter[0] !== column) continue;
    const [, operator, value] = filter as [string, string, FrappeFilterValue];
    if (operator === 'in' && Array.isArray(value)) return value.map(String);
    if (operator === '=') return [String(value)];
  }
  return null;
}
