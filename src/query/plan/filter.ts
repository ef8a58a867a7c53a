/** A filter of a query, as plain data in Frappe's fieldnames. */
export type Filter = Group | { readonly kind: 'not'; readonly part: Filter } | Condition | LinkFilter | ChildFilter;

/** All of the parts, or at least one; an empty "and" is everything, an empty "or" nothing. */
export interface Group {
  readonly kind: 'and' | 'or';
  readonly parts: readonly Filter[];
}

/**
 * One test of one column. A test is either true or false: what is not set (NULL, and '' in text) is equal to nothing,
 * different from every value, and neither greater nor less nor like anything.
 */
export interface Condition {
  readonly kind: 'condition';
  readonly fieldname: string;
  readonly operator: Operator;
  /** In Frappe's form: dates as text, Check as 0 or 1. Lists for `in` and `notIn`, a pair for `between`. */
  readonly value: ConditionValue;
  /** Whether the column can hold no value at all: text, links and dates can, numbers and checks cannot. */
  readonly isNullable: boolean;
  /** Whether the column holds text: Frappe compares lists of anything else wrongly. */
  readonly isText: boolean;
  /** How callers call the argument, for error messages. */
  readonly path: string;
}

/** Documents whose link leads to a document that the filter finds. */
export interface LinkFilter {
  readonly kind: 'link';
  readonly fieldname: string;
  /** The DocType that the link points to. */
  readonly target: string;
  readonly filter: Filter;
  readonly path: string;
}

/** Documents with (or without) a child row that the filter finds. */
export interface ChildFilter {
  readonly kind: 'child';
  readonly quantifier: 'some' | 'none';
  readonly table: string;
  /** The DocType of the rows. */
  readonly child: string;
  readonly filter: Filter;
  readonly path: string;
}

/** The value that a column is compared with; null means "not set". */
export type ConditionValue = string | number | boolean | null | readonly (string | number)[];

/** How a column is compared. */
export type Operator =
  | 'eq'
  | 'ne'
  | 'gt'
  | 'gte'
  | 'lt'
  | 'lte'
  | 'in'
  | 'notIn'
  | 'like'
  | 'notLike'
  | 'isSet'
  | 'between'
  | 'timespan'
  | 'notTimespan'
  | 'descendantsOf'
  | 'notDescendantsOf'
  | 'ancestorsOf'
  | 'notAncestorsOf';

const TREE_OPERATORS = new Set<Operator>(['descendantsOf', 'notDescendantsOf', 'ancestorsOf', 'notAncestorsOf']);

/** Whether a test is about the place of a document in its tree. */
export function isTreeTest({ operator }: Condition): boolean {
  return TREE_OPERATORS.has(operator);
}

/** Finds everything. */
export const ALL: Filter = { kind: 'and', parts: [] };

/** Finds nothing. */
export const NOTHING: Filter = { kind: 'or', parts: [] };

/** A condition of the gateway's own making, on names or links. */
export function condition(fieldname: string, operator: Operator, value: ConditionValue, isNullable = true): Condition {
  return { kind: 'condition', fieldname, operator, value, isNullable, isText: true, path: fieldname };
}
