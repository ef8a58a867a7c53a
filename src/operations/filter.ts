/** A filter of a query, as plain data in Frappe's fieldnames. */
export type Filter =
  | { readonly kind: 'and'; readonly parts: readonly Filter[] }
  | { readonly kind: 'or'; readonly parts: readonly Filter[] }
  | { readonly kind: 'not'; readonly part: Filter }
  | Condition;

/** One test of one column. */
export interface Condition {
  readonly kind: 'condition';
  readonly fieldname: string;
  readonly operator: Operator;
  /** In Frappe's form: dates as text, Check as 0 or 1. Lists for `in` and `notIn`, a pair for `between`. */
  readonly value: ConditionValue;
  /** Whether the column can hold no value at all: text, links and dates can, numbers and checks cannot. */
  readonly isNullable: boolean;
  /** How callers call the argument, for error messages. */
  readonly path: string;
}

export type ConditionValue = string | number | boolean | null | readonly (string | number)[];

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
  | 'descendantsOf'
  | 'ancestorsOf';

export const ALL: Filter = { kind: 'and', parts: [] };
