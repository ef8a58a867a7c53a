import type { FrappeFilter, NestedFilter } from '../../../frappe/frappe-filter.ts';
import { type DocTypeMeta, isStored } from '../../../metadata/doctype-meta.ts';
import { type ColumnKind, fieldtypeOf } from '../../../metadata/fieldtypes.ts';
import type { Position } from '../../plan/page-request.ts';
import type { Row } from '../../plan/read-plan.ts';
import type { SortKey } from '../../plan/sort-order.ts';
import { fullDateTime, fullTime } from '../../plan/time-text.ts';

/** A plain call's share of the rows behind a position. */
export interface Segment {
  filters: readonly FrappeFilter[];
  /** The same and more conditions as one, for sites that take nested filters. */
  nested?: NestedFilter;
  keys: readonly SortKey[];
  /** Rows end at the first one that has a value in any of these: NULL cannot be asked for without ''. */
  nullColumns: readonly string[];
}

/** @returns the keys up to the name, which is added where it is missing: they put all rows into one order. */
export function toTotalOrder(keys: readonly SortKey[]): SortKey[] {
  const name = keys.findIndex((key) => key.fieldname === 'name');
  return name === -1 ? [...keys, { fieldname: 'name', direction: 'asc' }] : keys.slice(0, name + 1);
}

/** The same order, read from its end. */
export function reverseOrder(keys: readonly SortKey[]): SortKey[] {
  return keys.map(({ fieldname, direction }) => ({ fieldname, direction: direction === 'asc' ? 'desc' : 'asc' }));
}

/** @throws the error in place of a sort value that the caller cannot read. */
export function positionOf(row: Row, keys: readonly SortKey[]): Position {
  return keys.map(({ fieldname }) => {
    const value = row[fieldname];
    if (value instanceof Error) throw value;
    return value === null || value === undefined ? null : typeof value === 'number' ? value : String(value);
  });
}

/**
 * Parts the rows behind a position into plain calls, nearest first: with sort keys a, b and name these are `a = x, b =
 * y, name > z`, then `a = x, b > y`, then `a > x`. Sorted upwards, NULL comes before '' and '' before other text, as
 * databases have it.
 *
 * @param keys a total order: the last key is the name.
 */
export function segmentsAfter(doctype: DocTypeMeta, keys: readonly SortKey[], position: Position): Segment[] {
  const segments: Segment[] = [];
  for (let depth = keys.length - 1; depth >= 0; depth -= 1) {
    const key = keys[depth] as SortKey;
    const equal = keys.slice(0, depth).map((before, index) => sameAs(doctype, before, position[index] ?? null));
    for (const block of blocksAfter(doctype, key, position[depth] ?? null)) {
      segments.push(toSegment(equal, block, keys.slice(depth + 1)));
    }
  }
  return segments;
}

/** Rows that share a property of one sort key. */
interface Block {
  filters: readonly FrappeFilter[];
  /** How rows of the block are sorted by the key itself; nothing where it has one value in all of them. */
  keys: readonly SortKey[];
  nullColumn?: string;
}

function toSegment(equal: readonly Block[], block: Block, rest: readonly SortKey[]): Segment {
  const blocks = [...equal, block];
  return {
    filters: blocks.flatMap((one) => one.filters),
    keys: [...blocks.flatMap((one) => one.keys), ...rest],
    nullColumns: blocks.flatMap((one) => one.nullColumn ?? []),
  };
}

function sameAs(doctype: DocTypeMeta, { fieldname }: SortKey, value: string | number | null): Block {
  if (value === null) return nullBlock(doctype, fieldname);
  if (value === '') return blankBlock(fieldname);
  const isThere = kindOf(doctype, fieldname) === 'decimal' ? [notNull(fieldname)] : [];
  return { filters: [[fieldname, '=', comparable(doctype, fieldname, value)], ...isThere], keys: [] };
}

function blocksAfter(doctype: DocTypeMeta, key: SortKey, value: string | number | null): Block[] {
  const { fieldname, direction } = key;
  const kind = kindOf(doctype, fieldname);
  const isThere: FrappeFilter[] = kind === 'decimal' ? [notNull(fieldname)] : [[fieldname, 'is', 'set']];
  const blank = kind === 'text' ? [blankBlock(fieldname)] : [];
  if (direction === 'asc') {
    if (value === null) return [...blank, { filters: isThere, keys: [key] }];
    return [
      { filters: value === '' ? isThere : [[fieldname, '>', comparable(doctype, fieldname, value)]], keys: [key] },
    ];
  }
  if (value === null) return [];
  if (value === '') return [nullBlock(doctype, fieldname)];
  const below: FrappeFilter = [fieldname, '<', comparable(doctype, fieldname, value)];
  if (kind === 'number') return [{ filters: [below], keys: [key] }];
  return [{ filters: [below, ...isThere], keys: [key] }, ...blank, nullBlock(doctype, fieldname)];
}

function comparable(doctype: DocTypeMeta, fieldname: string, value: string | number): string | number {
  const kind = kindOf(doctype, fieldname);
  if (kind === 'datetime') return fullDateTime(String(value));
  return kind === 'time' ? fullTime(String(value)) : value;
}

/** Only what is not NULL is like anything; Frappe's "set" would leave out 0 too. */
function notNull(fieldname: string): FrappeFilter {
  return [fieldname, 'like', '%'];
}

/** Text that is '': Frappe's "not set" finds NULL too, but only text that is there is like anything. */
function blankBlock(fieldname: string): Block {
  return {
    filters: [[fieldname, 'is', 'not set'], notNull(fieldname)],
    keys: [],
  };
}

/**
 * NULL, which text shares its "not set" with '': sorted upwards, its rows come first and are cut off at the first ''.
 */
function nullBlock(doctype: DocTypeMeta, fieldname: string): Block {
  const filters: FrappeFilter[] = [[fieldname, 'is', 'not set']];
  const kind = kindOf(doctype, fieldname);
  // Of a decimal, v17 takes 0 for not set, too.
  if (kind !== 'text' && kind !== 'decimal') return { filters, keys: [] };
  return { filters, keys: [{ fieldname, direction: 'asc' }], nullColumn: fieldname };
}

const STANDARD_KINDS: Readonly<Record<string, ColumnKind>> = {
  docstatus: 'number',
  idx: 'number',
  name: 'number',
  creation: 'datetime',
  modified: 'datetime',
};

/** Numbers are never NULL (and neither is a name), times may be, text may be NULL or ''. */
function kindOf(doctype: DocTypeMeta, fieldname: string): ColumnKind {
  const standard = STANDARD_KINDS[fieldname];
  if (standard !== undefined) return standard;
  const docfield = doctype.docfields.find((field) => field.fieldname === fieldname && isStored(field));
  return docfield ? fieldtypeOf(docfield).column : 'text';
}
