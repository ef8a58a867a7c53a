import type { Row } from '../../plan/read-plan.ts';
import type { Measure } from './aggregate.ts';
import { columnsBesides, type GroupQuery, splitBy } from './aggregate-query.ts';
import { extremeOf } from './fold-groups.ts';
import type { AskGroups } from './merge-unset-groups.ts';

/** Groups that are split by the values of a column too. */
export interface FinerGroups {
  readonly column: string;
  readonly rows: readonly Row[];
}

/**
 * Reads what the smallest and greatest values of groups can be picked out of, where the site has no minimum and
 * maximum: one call for each measured column that the groups do not have in themselves.
 */
export async function readFinerGroups(
  query: GroupQuery,
  measures: readonly Measure[],
  ask: AskGroups,
): Promise<FinerGroups[]> {
  const measured = measures.map(({ fieldname }) => fieldname);
  return Promise.all(
    columnsBesides(query, measured).map(async (column) => {
      const isExact = measures.some((measure) => measure.fieldname === column && measure.isExact);
      return { column, rows: await ask({ ...splitBy(query, column), exactColumns: isExact ? [column] : [] }) };
    }),
  );
}

/** Adds the smallest and greatest values to groups. */
export function addExtremes(
  groups: readonly Row[],
  measures: readonly Measure[],
  finer: readonly FinerGroups[],
  keyOf: (row: Row) => string,
): void {
  for (const { column, rows } of finer) {
    // A column that is missing is one that the caller cannot read; so is its measure then.
    if (rows[0] === undefined || !(column in rows[0])) continue;
    const values = new Map<string, unknown[]>();
    for (const row of rows) {
      const key = keyOf(row);
      const known = values.get(key);
      if (known) known.push(row[column]);
      else values.set(key, [row[column]]);
    }
    for (const measure of measures.filter(({ fieldname }) => fieldname === column)) {
      for (const group of groups) {
        const own = values.get(keyOf(group)) ?? [];
        group[measure.key] = extremeOf(
          measure,
          own.filter((value) => value !== null),
        );
      }
    }
  }
}
