import { createStore, type Store } from './store.ts';
import { type NodeOf, rootOf, type TypedDocument } from './typed-document.ts';

/** The variables of a list that its page and filter decide. */
export interface ListVariables {
  readonly first: number;
  /** The cursor that the page begins behind; null on the first page. */
  readonly after: string | null;
  /** Undefined if there is none: null is not a filter. */
  readonly filter?: unknown;
  readonly orderBy?: unknown;
}

/** How a list begins. */
export interface ListOptions<Filter = unknown, OrderBy = unknown> {
  /** Documents on a page. Default: 20. */
  readonly first?: number;
  readonly filter?: Filter;
  readonly orderBy?: OrderBy;
}

/** The page and filter of a list. */
export interface ListState {
  /** To be sent with the query. */
  readonly variables: ListVariables;
  /** From 1 on. */
  readonly page: number;
}

/** The paging and filter of a list. Another filter, order or page size begins at the first page. */
export interface ListPaging<Filter = unknown, OrderBy = unknown> extends Store<ListState> {
  readonly setFilter: (filter: Filter | null) => void;
  readonly setOrderBy: (orderBy: OrderBy | null) => void;
  readonly setFirst: (first: number) => void;
  /** @param endCursor of the `pageInfo` of the page that is shown. */
  readonly next: (endCursor: string) => void;
  readonly previous: () => void;
}

const DEFAULT_FIRST = 20;

/** Creates the state of a list that is paged by cursors, forward and back to where it came from. */
export function createListPaging<Filter, OrderBy>(
  options: ListOptions<Filter, OrderBy> = {},
): ListPaging<Filter, OrderBy> {
  const { first = DEFAULT_FIRST, filter, orderBy } = options;
  const store = createStore<ListState>({ variables: { first, after: null, filter, orderBy }, page: 1 });
  /** The cursor that each page up to this one begins behind. */
  let cursors: (string | null)[] = [null];
  const show = (change: Partial<ListVariables>, pages: (string | null)[]) => {
    cursors = pages;
    const variables = { ...store.get().variables, ...change, after: pages.at(-1) ?? null };
    store.set({ variables, page: pages.length });
  };
  return {
    ...store,
    setFilter: (next) => show({ filter: next ?? undefined }, [null]),
    setOrderBy: (next) => show({ orderBy: next ?? undefined }, [null]),
    setFirst: (next) => show({ first: next }, [null]),
    next: (endCursor) => show({}, [...cursors, endCursor]),
    previous: () => show({}, cursors.length > 1 ? cursors.slice(0, -1) : cursors),
  };
}

/** The type of a variable of an operation. */
export type VariableOf<Variables, Name extends string> = Variables extends { [Key in Name]?: infer Value }
  ? Value
  : unknown;

/** A page of a list. */
export interface ListPage<Node> {
  readonly rows: readonly Node[];
  /** Of all pages; null if the query does not select it. */
  readonly totalCount: number | null;
  /** The cursor that the next page begins behind; null on the last page. */
  readonly endCursor: string | null;
}

/** @returns the page in the answer of a query whose first root field is a connection. */
export function readPage<Data>(
  document: TypedDocument<Data, never>,
  data: Data | null | undefined,
): ListPage<NodeOf<Data>> {
  const { nodes, totalCount, pageInfo } = (rootOf(document, data) ?? {}) as Connection;
  return {
    rows: (nodes ?? []).filter((node) => node !== null) as NodeOf<Data>[],
    totalCount: totalCount ?? null,
    endCursor: pageInfo?.hasNextPage ? (pageInfo.endCursor ?? null) : null,
  };
}

interface Connection {
  readonly nodes?: readonly unknown[] | null;
  readonly totalCount?: number | null;
  readonly pageInfo?: { readonly endCursor?: string | null; readonly hasNextPage?: boolean } | null;
}
