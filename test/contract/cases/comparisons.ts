import { expect } from 'vitest';
import type { ContractCase } from '../contract-case.ts';
import { type AnsweredRow, readAll, readNames } from '../read-all.ts';

type Comparable = string | number;
type Comparison = (value: Comparable | null, other: Comparable) => boolean;

/** What is not set is different from every value, and neither less nor greater. */
const COMPARISONS: readonly (readonly [operator: string, holds: Comparison])[] = [
  ['eq', (value, other) => value === other],
  ['ne', (value, other) => value !== other],
  ['in', (value, other) => value === other],
  ['notIn', (value, other) => value !== other],
  ['gt', (value, other) => value !== null && value > other],
  ['gte', (value, other) => value !== null && value >= other],
  ['lt', (value, other) => value !== null && value < other],
  ['lte', (value, other) => value !== null && value <= other],
];

const NUMBERS = ['employees', 'discount_factor', 'margin', 'credit_limit', 'satisfaction', 'lead_time'];

/** Sites compare some values as the text that a database makes of them: `0.2` as `0.200000000`. */
export const COMPARISON_CASES: readonly ContractCase[] = [
  ...NUMBERS.map(
    (field): ContractCase => ({
      name: `${field}: numbers compare as such, and not as text`,
      isOfEngine: true,
      run: async (site) => {
        const rows = await readAll(site, { list: 'shopCustomers', fields: field });
        const sample = rows.map((row) => Number(row[field])).find((value) => value !== 0 && value !== 1) ?? 0;
        for (const [operator, holds] of COMPARISONS) {
          const filter = `{ ${field}: { ${operator}: ${toLiteral(rows, field, sample)} } }`;
          const expected = rows.filter((row) => holds(toNumber(row[field]), sample)).map(({ name }) => name);
          expect(await readNames(site, 'shopCustomers', filter), filter).toEqual(expected);
        }
      },
    }),
  ),
  ...Object.entries({
    opening_time: '05:30:00',
    last_contact: '2026-02-16T02:35:18',
    customer_since: '2021-01-05',
  }).map(
    ([field, sample]): ContractCase => ({
      name: `${field}: times compare as such, and not as text`,
      isOfEngine: true,
      run: async (site) => {
        const rows = await readAll(site, { list: 'shopCustomers', fields: field });
        for (const [operator, holds] of COMPARISONS) {
          const filter = `{ ${field}: { ${operator}: "${sample}" } }`;
          const expected = rows.filter((row) => holds(row[field] as string | null, sample)).map(({ name }) => name);
          expect(await readNames(site, 'shopCustomers', filter), filter).toEqual(expected);
        }
      },
    }),
  ),
];

function toNumber(value: unknown): number | null {
  return value === null ? null : Number(value);
}

/** The value as the list wrote it: a Currency is text, other numbers are not. */
function toLiteral(rows: readonly AnsweredRow[], field: string, sample: number): string {
  return JSON.stringify(rows.find((row) => Number(row[field]) === sample)?.[field]);
}
