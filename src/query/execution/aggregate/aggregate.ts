import type { DocTypeMeta } from '../../../metadata/doctype-meta.ts';
import type { DateUnit } from '../../plan/date-unit.ts';
import type { Filter } from '../../plan/filter.ts';
import type { DocPlan, Row } from '../../plan/read-plan.ts';
import type { SortKey } from '../../plan/sort-order.ts';

/** The aggregates that a query selects, of all documents that a filter finds or of each group of them: plain data. */
export interface AggregateRead {
  readonly doctype: DocTypeMeta;
  readonly filter: Filter;
  /** Documents with the same values of these are one group; none of them make one group of all documents. */
  readonly groupBy: readonly GroupColumn[];
  readonly measures: readonly Measure[];
  /** How groups are sorted; by their columns where nothing else decides. */
  readonly orderBy: readonly GroupOrder[];
  /** Tests that groups have to meet: `having`. */
  readonly having: readonly GroupTest[];
  /** Columns whose different values are counted. */
  readonly distinct: readonly GroupColumn[];
  readonly needsCount: boolean;
  /** The selection of the groups' own values, or null. */
  readonly groupPlan: DocPlan | null;
  /** Groups at most; null asks for all of them, as far as they fit on a page. */
  readonly first: number | null;
  readonly offset: number;
}

/** A stored column to group by. */
export interface GroupColumn {
  readonly fieldname: string;
  /** Whether it can hold NULL as well as '': both mean "not set", yet the site makes two groups of them. */
  readonly isText: boolean;
  /** For dates and times: the spans into which they are gathered; null keeps each value apart. */
  readonly unit: DateUnit | null;
}

/** One key that groups are sorted by: the number of documents, a column of `groupBy`, or a measure. */
export type GroupOrder = { readonly direction: SortKey['direction'] } & (
  | { readonly by: 'count' }
  | { readonly by: 'column'; readonly fieldname: string }
  | { readonly by: 'measure'; readonly measure: Measure }
);

/** The aggregate functions of a column. */
export type AggregateOperation = 'sum' | 'avg' | 'min' | 'max';

/** All of them, in the order of their fields. */
export const AGGREGATE_OPERATIONS: readonly AggregateOperation[] = ['sum', 'avg', 'min', 'max'];

/** One number to find out about a column. */
export interface Measure {
  readonly operation: AggregateOperation;
  readonly fieldname: string;
  /** The name of the value in the site's answer: plain ASCII, whatever the fieldname is. */
  readonly key: string;
  /** Whether the digits are wanted as the site sent them. */
  readonly isExact: boolean;
  /** Whether it is an integer: sites add integers up to `475.0`. */
  readonly isWhole: boolean;
  /** Numbers always have a value, decimals (durations, ratings) and times may have none. */
  readonly column: 'number' | 'decimal' | 'time';
}

/** One group with its values, by fieldname. An Error stands for a value that could not be read. */
export interface Aggregate {
  /** Null if there are no groups. */
  readonly group: Row | null;
  readonly count: number;
  /** How many different values columns have, by fieldname. */
  readonly distinct: Row;
  readonly sum: Row;
  readonly avg: Row;
  readonly min: Row;
  readonly max: Row;
}

/** The name of the number of documents in the site's answer. Two underscores keep it apart from docfields. */
export const COUNT_KEY = 'count__name';

/** Groups of one call at most: they are read whole, as only whole they can be merged, sorted and paged here. */
export const MAX_GROUPS = 10_000;

/** Whether a measure is the value of one of the documents. */
export function isExtreme({ operation }: Measure): boolean {
  return operation === 'min' || operation === 'max';
}

/** A test of a group by a number of it: `having`. */
export interface GroupTest {
  /** The measure; null for the number of documents. */
  readonly measure: Measure | null;
  readonly operator: GroupOperator;
  /** Decimal text; null where nothing is measured. */
  readonly values: readonly (string | null)[];
}

/** The operators of such tests. */
export type GroupOperator = 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte' | 'in' | 'notIn' | 'between';
