import { readFormText } from './form-values.ts';
import { TEXT } from './operators.ts';
import type { Scalar } from './scalar.ts';

/** Text. */
export const stringScalar: Scalar = {
  type: null,
  inClients: 'string',
  inZod: 'z.string()',
  operators: TEXT,
  isTestedAsText: false,
  read: (value) => (typeof value === 'object' ? JSON.stringify(value) : String(value)),
  write: String,
  readForm: readFormText,
};
