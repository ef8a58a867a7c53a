import type { FrappeFilter, NestedFilter } from './frappe-filter.ts';

/** The documents that a request reads. */
export interface DocReads {
  readonly doctype: string;
  /** Their names; `any` if each document of the DocType may be among them. */
  readonly names: readonly string[] | 'any';
  /** Whether they are chosen by the site's date, so that others are read when its day ends. */
  readonly isOfToday?: true;
}

/** The conditions of a list: `filters` of which all must hold and `orFilters` of which one must, or nested ones. */
export interface ListConditions {
  readonly filters?: readonly FrappeFilter[] | undefined;
  readonly orFilters?: readonly FrappeFilter[] | undefined;
  readonly nested?: NestedFilter | undefined;
}

/** Whether conditions of any nesting have one that is about the site's date. */
function isOfToday(conditions: unknown): boolean {
  if (!Array.isArray(conditions)) return false;
  return conditions.at(-2) === 'timespan' || conditions.some(isOfToday);
}

/**
 * @param parent the DocType of the parents, for rows of a child DocType: they change with their parents, and events
 * name only parents.
 * @returns the documents that a list reads.
 */
export function readsOfList(doctype: string, conditions: ListConditions, parent?: string): DocReads {
  const { filters = [], orFilters, nested } = conditions;
  const [owner, column] = parent === undefined ? [doctype, 'name'] : [parent, 'parent'];
  return {
    doctype: owner,
    names: nested ? 'any' : namesIn(filters, column),
    ...(isOfToday([filters, orFilters, nested]) ? { isOfToday: true } : {}),
  };
}

function namesIn(filters: readonly FrappeFilter[], column: string): DocReads['names'] {
  for (const filter of filters) {
    if (filter.length !== 3 || filter[0] !== column) continue;
    const [, operator, value] = filter;
    if (operator === 'in' && Array.isArray(value)) return value.map(String);
    if (operator === '=') return [String(value)];
  }
  return 'any';
}

/** The documents that a response was made from. */
export class TouchedDocs {
  readonly #names = new Map<string, Set<string>>();
  readonly #whole = new Set<string>();
  #areOfToday = false;

  /** The DocTypes that it was made from. */
  get doctypes(): ReadonlySet<string> {
    return new Set([...this.#names.keys(), ...this.#whole]);
  }

  /** Whether the end of the site's day may change the response. */
  get areOfToday(): boolean {
    return this.#areOfToday;
  }

  /** Whether a change of a document may change the response. */
  has(doctype: string, name: string): boolean {
    return this.#whole.has(doctype) || this.#names.get(doctype)?.has(name) === true;
  }

  /** Adds the documents that a request reads. */
  add({ doctype, names, isOfToday: isDated }: DocReads): void {
    if (isDated) this.#areOfToday = true;
    if (names === 'any') {
      this.#whole.add(doctype);
      return;
    }
    const known = this.#names.get(doctype) ?? new Set();
    for (const name of names) known.add(name);
    this.#names.set(doctype, known);
  }
}
