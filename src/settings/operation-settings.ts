import { z } from 'zod';
import { count, flag, operationMs } from './setting-values.ts';

/** The limits of one operation. */
export const OPERATION_SETTINGS = {
  OPERATION_TIMEOUT_MS: operationMs(60_000).describe(
    'Timeout in ms of one operation, counted from the arrival of its request. Fields that have not been read by then fail with `UPSTREAM_TIMEOUT`. Subscriptions go on; the timeout applies to each reading of a change. Requests with files get `REQUEST_TIMEOUT_SECONDS` in addition.',
  ),
  MAX_COST_CALLS: count(1_000).describe(
    'Maximum number of calls to the site that one operation may need, estimated before it runs. It cannot read by more calls either, as it would for a document with thousands of child rows. Then: `COST_EXCEEDED`.',
  ),
  MAX_COST_ROWS: count(500_000).describe('Maximum number of rows that those calls may return. Then: `COST_EXCEEDED`.'),
  MAX_OPERATION_ROWS: count(100_000).describe(
    'Maximum number of rows that one operation reads, rows of child tables and reports included. Then: `COST_EXCEEDED`. `MAX_COST_ROWS` is checked before an operation runs, this limit while it runs.',
  ),
  MAX_QUERY_BYTES: count(256 * 1024).describe(
    'Maximum length of one query without its variables, in bytes (256 KiB). It is checked first. Pass long texts and lists as variables. Then: `BAD_USER_INPUT`.',
  ),
  MAX_QUERY_TOKENS: count(10_000).describe(
    'Maximum number of tokens (names, values, brackets) in one query. Then: `BAD_USER_INPUT`.',
  ),
  MAX_QUERY_DEPTH: count(50).describe(
    'Maximum nesting depth of a query, fragments included; variables may nest twice as deep. Then: `BAD_USER_INPUT`. Depth and tokens are checked before the query is parsed in full.',
  ),
  MAX_QUERY_FIELDS: count(5_000).describe(
    'Maximum number of fields in one operation. Each fragment counts wherever it is spread. Then: `BAD_USER_INPUT`.',
  ),
  MAX_QUERY_ROOT_FIELDS: count(200).describe('Maximum number of root fields in one operation. Then: `BAD_USER_INPUT`.'),
  MAX_QUERY_ALIASES: count(100).describe('Maximum number of aliases in one query. Then: `BAD_USER_INPUT`.'),
  MAX_QUERY_DIRECTIVES: count(200).describe('Maximum number of directives in one query. Then: `BAD_USER_INPUT`.'),
  MAX_QUERY_DEFINITIONS: count(500).describe(
    'Maximum number of operations and fragments in one query. Then: `BAD_USER_INPUT`.',
  ),
  MAX_QUERY_VALUES: count(20_000).describe(
    'Maximum number of values in all arguments of one operation. A variable counts wherever it is used, a fragment wherever it is spread, and an input object as a tenth of the fields of its type. Then: `BAD_USER_INPUT`.',
  ),
  MAX_BATCH_OPERATIONS: count(5, 0).describe(
    'Maximum number of queries in [one request](graphql-surface.md#several-queries-in-one-request). They share the cost limits of one operation. `0` refuses arrays. Then: `BAD_USER_INPUT`.',
  ),
  RATE_LIMIT_PER_SECOND: count(0, 0).describe(
    'Points that each caller gets back in a second: [rate limit](limits.md#rate-limit). A call to the site and 100 rows are one point each. `0` sets no limit. Then: `RATE_LIMITED`.',
  ),
  RATE_LIMIT_BURST: count(20_000).describe('Maximum number of points that a caller can have.'),
  MAX_BULK_DOCUMENTS: count(500).describe(
    'Maximum number of documents that one mutation [by a filter](graphql-surface.md#writing-by-a-filter) writes. Its cost must also fit into `MAX_COST_CALLS`.',
  ),
  PERSISTED_OPERATIONS_FILE: z
    .string()
    .default('')
    .describe(
      'Manifests of the operations that clients name by an ID, separated by commas: [persisted operations](limits.md#persisted-operations). A missing or invalid file prevents startup.',
    ),
  PERSISTED_OPERATIONS_ONLY: flag
    .default(false)
    .describe('Refuses every operation that is not in these files: `PERSISTED_QUERY_ONLY`.'),
  PERSISTED_QUERY_BYTES: count(8 * 1024 * 1024, 0).describe(
    'Maximum size of the queries that a process keeps for [automatic persisted queries](limits.md#automatic-persisted-queries), in bytes (8 MiB). The least recently used query makes room for a new one. `0` keeps none.',
  ),
};
