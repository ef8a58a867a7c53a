import type { QueryOperator } from './scalar.ts';

/** Tests for equality. */
export const EQUALITY: readonly QueryOperator[] = ['eq', 'ne', 'in', 'notIn'];

/** Tests of what has an order. */
export const ORDER: readonly QueryOperator[] = ['gt', 'gte', 'lt', 'lte', 'between'];

/** Tests of text. */
export const TEXT: readonly QueryOperator[] = [...EQUALITY, 'gt', 'gte', 'lt', 'lte', 'like', 'notLike', 'isSet'];
