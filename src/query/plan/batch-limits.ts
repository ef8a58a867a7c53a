/** Bounds of what one request may ask of the site. */
export interface BatchLimits {
  /** Rows of a page where the caller does not say. */
  defaultPageSize: number;
  /** Rows of a page at most. */
  maxPageSize: number;
  /** Names in one `name in […]` call; more are asked by several calls. */
  namesPerCall: number;
  /** Child rows of one call; more are read by further calls. */
  childRowsPerCall: number;
  /** Names that a filter through links, child rows or a second "or" may stand for. */
  filterNames: number;
  /** Single documents that are read at the same time, where the site has no batch for them. */
  concurrentDocuments: number;
  /** Documents that one mutation writes by a filter. */
  maxBulkDocuments: number;
  /** The number at which the count of a connection stops, unless it has to be exact. */
  countLimit: number;
  /** Milliseconds that the count of a connection may take. */
  countTimeout: number;
}

/** The bounds where configuration does not say otherwise. */
export const DEFAULT_LIMITS: BatchLimits = {
  defaultPageSize: 20,
  maxPageSize: 500,
  namesPerCall: 500,
  childRowsPerCall: 10_000,
  filterNames: 2_000,
  concurrentDocuments: 8,
  maxBulkDocuments: 500,
  countLimit: 10_000,
  countTimeout: 10_000,
};

/** Cuts a list into pieces of at most `size`. */
export function chunk<Item>(items: readonly Item[], size: number): Item[][] {
  const chunks: Item[][] = [];
  for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size));
  return chunks;
}
