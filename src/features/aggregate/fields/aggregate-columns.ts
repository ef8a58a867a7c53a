import { isInLists, isStored } from '../../../metadata/doctype-meta.ts';
import { type ColumnKind, fieldtypeOf } from '../../../metadata/fieldtypes.ts';
import type { AggregateOperation } from '../../../query/execution/aggregate/aggregate.ts';
import type { DocFieldEntry, DocTypeEntry, FieldKind } from '../../../schema/model/doctype-entry.ts';

/** Words that no enum value can be called. */
const NO_ENUM_VALUES = new Set(['true', 'false', 'null']);

/** The docfields that documents can be grouped by: stored ones with few enough different values to be worth it. */
export function groupableFields(entry: DocTypeEntry): DocFieldEntry[] {
  return entry.fields.filter((field) => {
    const { docfield, name } = field;
    return isSelectable(entry, field) && !NO_ENUM_VALUES.has(name) && fieldtypeOf(docfield).isGroupable;
  });
}

/** The docfields that can be added up and averaged (numbers), or have a least and a greatest value (dates, too). */
export function measurableFields(entry: DocTypeEntry, operation: AggregateOperation): DocFieldEntry[] {
  return entry.fields.filter((field) => isMeasurable(entry, field, operation));
}

/** @returns the one of them that has this name. */
export function findMeasurable(
  entry: DocTypeEntry,
  operation: AggregateOperation,
  name: string,
): DocFieldEntry | undefined {
  return entry.fields.find((field) => field.name === name && isMeasurable(entry, field, operation));
}

function isMeasurable(entry: DocTypeEntry, field: DocFieldEntry, operation: AggregateOperation): boolean {
  return isSelectable(entry, field) && measureKind(field, operation) !== null;
}

/** A measure is asked for under a key that holds the field's own name, so that must be one that lists keep, too. */
function isSelectable({ meta }: DocTypeEntry, { docfield, name }: DocFieldEntry): boolean {
  return isStored(docfield) && isInLists(meta, docfield.fieldname) && isInLists(meta, name);
}

/**
 * How a measure of a docfield is shown; null if there is none. Sums of integers may pass 32 bits, averages are
 * fractions, and ratings are not added up.
 */
export function measureKind({ docfield, kind }: DocFieldEntry, operation: AggregateOperation): FieldKind | null {
  if (kind.kind !== 'scalar') return null;
  const { scalar } = kind;
  const { isMeasure, column } = fieldtypeOf(docfield);
  if (operation === 'min' || operation === 'max') return isMeasure || isTimeColumn(column) ? kind : null;
  if (!isMeasure) return null;
  const isInteger = scalar === 'Int' || scalar === 'BigInt';
  if (operation === 'avg') return isInteger ? { kind: 'scalar', scalar: 'Float' } : kind;
  if (scalar === 'Rating') return null;
  return isInteger ? { kind: 'scalar', scalar: 'BigInt' } : kind;
}

/** Whether a column that can be grouped by holds text, and so either NULL or '' where it is not set. */
export function isTextColumn({ docfield }: DocFieldEntry): boolean {
  return fieldtypeOf(docfield).column === 'text';
}

/** Whether a column that can be grouped by holds dates, which can be gathered into spans. */
export function isTime({ docfield }: DocFieldEntry): boolean {
  const { column } = fieldtypeOf(docfield);
  return column === 'date' || column === 'datetime';
}

/** Whether a column holds days, moments or times of day. */
export function isTimeColumn(column: ColumnKind): boolean {
  return column === 'date' || column === 'datetime' || column === 'time';
}
