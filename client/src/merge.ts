import { type DocValues, isSame, isSameRow, isTable, writableFields } from './doc-values.ts';

/** A value that two people changed in different ways. */
export interface Conflict {
  /** `customer`, `items.0.qty`, or `items.0` for a row that one removed and the other changed. */
  readonly path: string;
  /** The value that both started from. */
  readonly base: unknown;
  /** The value in the form; null for a row that was removed. */
  readonly mine: unknown;
  /** The value at the site; null for a row that was removed. */
  readonly theirs: unknown;
}

/** A document with the changes of both. In conflicts it has `mine`, except that removed rows are still there. */
export interface Merge<Doc> {
  readonly merged: Doc;
  readonly conflicts: readonly Conflict[];
}

/**
 * Merges what two people made of one document, field by field and row by row. Rows are matched by their `name`; rows
 * without one are new.
 *
 * @param base as it was read.
 * @param mine as the form has it.
 * @param theirs as the site has it now.
 */
export function mergeDocs<Doc extends object>(base: Doc, mine: Doc, theirs: Doc): Merge<Doc> {
  const conflicts: Conflict[] = [];
  return {
    merged: mergeValues(base as DocValues, mine as DocValues, theirs as DocValues, '', conflicts) as Doc,
    conflicts,
  };
}

function mergeValues(
  base: DocValues,
  mine: DocValues,
  theirs: DocValues,
  at: string,
  conflicts: Conflict[],
): DocValues {
  // Fields that no form changes are the site's.
  const merged: Record<string, unknown> = { ...theirs };
  for (const field of writableFields(base, mine, theirs)) {
    const values = { base: base[field], mine: mine[field], theirs: theirs[field] };
    const path = `${at}${field}`;
    if (isSame(values.mine, values.base)) continue;
    if (isTable(values.mine) && isTable(values.theirs)) {
      merged[field] = mergeRows(isTable(values.base) ? values.base : [], values.mine, values.theirs, path, conflicts);
      continue;
    }
    merged[field] = values.mine;
    if (!isSame(values.theirs, values.base) && !isSame(values.mine, values.theirs)) conflicts.push({ path, ...values });
  }
  return merged;
}

type Rows = readonly DocValues[];

function mergeRows(base: Rows, mine: Rows, theirs: Rows, path: string, conflicts: Conflict[]): DocValues[] {
  if (isSame(base, theirs)) return [...mine];
  const [inBase, inMine, inTheirs] = [base, mine, theirs].map(byName) as [RowsByName, RowsByName, RowsByName];
  const merged: DocValues[] = [];
  const collide = (values: Omit<Conflict, 'path'>) => conflicts.push({ path: `${path}.${merged.length}`, ...values });
  for (const name of orderOf(base, mine, theirs)) {
    const [before, own, other] = [inBase.get(name), inMine.get(name), inTheirs.get(name)];
    if (own && other) {
      merged.push(mergeValues(before ?? {}, own, other, `${path}.${merged.length}.`, conflicts));
    } else if (own && !isSameRow(own, before ?? {})) {
      collide({ base: before, mine: own, theirs: null });
      // Its name is gone: if it is kept, it is a new row.
      const { name: _, ...values } = own;
      merged.push(values);
    } else if (other && !before) {
      merged.push(other);
    } else if (other && before && !isSameRow(other, before)) {
      collide({ base: before, mine: null, theirs: other });
      merged.push(other);
    }
  }
  return [...merged, ...mine.filter(({ name }) => name === undefined || name === null)];
}

type RowsByName = ReadonlyMap<unknown, DocValues>;

function byName(rows: Rows): RowsByName {
  return new Map(rows.flatMap((row) => (row.name === undefined || row.name === null ? [] : [[row.name, row]])));
}

/** The names of all rows, in the order of the site unless the form has changed it. */
function orderOf(base: Rows, mine: Rows, theirs: Rows): unknown[] {
  const names = (rows: Rows) => [...byName(rows).keys()];
  const kept = names(base).filter((name) => names(mine).includes(name));
  const isReordered = names(mine).some((name, index) => name !== kept[index]);
  const [first, second] = isReordered ? [names(mine), names(theirs)] : [names(theirs), names(mine)];
  return [...new Set([...first, ...second])];
}

/** The side that a conflict is resolved for. */
export type Side = 'mine' | 'theirs';

/** Carries out what was decided about each conflict of a merge; one without a decision keeps what `merged` has. */
export function resolveConflicts<Doc extends object>(
  merged: Doc,
  conflicts: readonly Conflict[],
  sides: Readonly<Record<string, Side>>,
): Doc {
  const removed: { rows: unknown[]; index: number }[] = [];
  const copy = (value: unknown) => (isTable(value) ? [...value] : value);
  const doc = Object.fromEntries(Object.entries(merged).map(([field, value]) => [field, copy(value)]));
  for (const { path, mine, theirs } of conflicts) {
    const [field = '', index, cell] = path.split('.');
    const value = sides[path] === 'theirs' ? theirs : mine;
    if (sides[path] === undefined) continue;
    const rows = doc[field] as Record<string, unknown>[];
    if (index === undefined) doc[field] = value;
    else if (cell !== undefined) rows[Number(index)] = { ...rows[Number(index)], [cell]: value };
    else if (value === null) removed.push({ rows, index: Number(index) });
  }
  // From the end, so that the places of the others stay.
  for (const { rows, index } of removed.sort((a, b) => b.index - a.index)) rows.splice(index, 1);
  return doc as Doc;
}
