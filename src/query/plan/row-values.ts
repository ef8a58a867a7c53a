import { ExactNumber } from '../../exact-json.ts';

/** Whether a value names a document: text that is not empty, or the number of an autoincrement DocType. */
export function isName(value: unknown): value is string | number | ExactNumber {
  return (typeof value === 'string' && value !== '') || typeof value === 'number' || value instanceof ExactNumber;
}
