/** A list as asked for, whichever endpoint it came by. */
export interface ListQuery {
  doctype: string;
  fields: readonly unknown[];
  filters: unknown;
  orFilters: unknown;
  orderBy: string;
  groupBy: string;
  start: number;
  /** 0 for all rows. */
  pageLength: number;
  distinct: boolean;
  /** The parent DocType, to list a child table. */
  parent: string | undefined;
  /** Filters may be nested with and/or. */
  allowsNestedFilters: boolean;
  /** Direction of an order key that names none. */
  defaultDirection: 'asc' | 'desc';
  /** Order of the DocType when none is asked for. */
  usesDefaultOrder: boolean;
}

/** A query for all names of a DocType, to be refined. */
export function listQuery(doctype: string, parts: Partial<ListQuery> = {}): ListQuery {
  return {
    doctype,
    fields: ['name'],
    filters: undefined,
    orFilters: undefined,
    orderBy: '',
    groupBy: '',
    start: 0,
    pageLength: 20,
    distinct: false,
    parent: undefined,
    allowsNestedFilters: false,
    defaultDirection: 'asc',
    usesDefaultOrder: false,
    ...parts,
  };
}
