import type { DecimalSize } from '../../../metadata/decimal-size.ts';
import { type FieldValue, fieldtypeOf } from '../../../metadata/fieldtypes.ts';
import type { DocFieldEntry } from '../../../schema/model/doctype-entry.ts';
import { SCALARS } from '../../../schema/scalars/scalars.ts';

/**
 * Turns the value of an input field, which graphql-js has checked against its type, into the form in which Frappe takes
 * it: native numbers, 0 and 1 for checks, JSON as text. Null empties; a column of numbers then holds 0.
 *
 * @param size of the column; null if a Single keeps it as text.
 * @throws WrongValue
 */
export function toWireValue({ docfield, kind }: DocFieldEntry, value: unknown, size: DecimalSize | null): FieldValue {
  if (value === null || value === undefined) return fieldtypeOf(docfield).isZeroWhenEmpty ? 0 : null;
  return SCALARS[kind.kind === 'scalar' ? kind.scalar : 'String'].write(value, size);
}
