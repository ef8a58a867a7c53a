import { nestedError } from './read-values.ts';
import { type Scalar, WrongValue } from './scalar.ts';

/** A check: 0 or 1. */
export const booleanScalar: Scalar = {
  type: null,
  inClients: 'boolean',
  inZod: 'z.boolean()',
  operators: ['eq', 'ne'],
  isTestedAsText: false,
  read: (value) => nestedError(value) ?? Number(value) === 1,
  write: (value) => (value === true ? 1 : 0),
  readForm: (value) => {
    const text = String(value);
    if (['1', 'true'].includes(text)) return true;
    if (['0', 'false', ''].includes(text)) return false;
    throw new WrongValue(`${JSON.stringify(value)} is not 0 or 1.`);
  },
};
