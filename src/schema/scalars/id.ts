import { isName } from '../../query/plan/row-values.ts';
import { EQUALITY } from './operators.ts';
import type { Scalar } from './scalar.ts';
import { stringScalar } from './string.ts';

/** The name of a document. */
export const idScalar: Scalar = {
  ...stringScalar,
  operators: [...EQUALITY, 'gt', 'gte', 'lt', 'lte', 'like', 'notLike', 'isSet'],
  read: (value) => (isName(value) ? String(value) : null),
};
