import { expect } from 'vitest';
import type { ContractCase } from '../contract-case.ts';
import type { ContractSite } from '../contract-site.ts';
import { type AnsweredRow, countAll, readAll, readNames } from '../read-all.ts';

/** Docfields that may hold nothing, by the list: text, links, dates, times. */
const NULLABLE: readonly (readonly [list: string, field: string, selection?: string])[] = [
  ['shopOrders', 'delivery_note'],
  ['shopOrders', 'source', 'source { name }'],
  ['shopOrders', 'source_type', 'source_type { name }'],
  ['shopOrders', 'submitted_by_user', 'submitted_by_user { name }'],
  ['shopOrders', 'amended_from', 'amended_from { name }'],
  ['shopOrders', 'delivery_date'],
  ['shopCustomers', 'website'],
  ['shopCustomers', 'custom_loyalty_tier'],
  ['shopCustomers', 'referred_by', 'referred_by { name }'],
  ['shopCustomers', 'opening_time'],
  ['shopCustomers', 'icon'],
  ['shopCustomers', 'party', 'party { name }'],
  ['shopCustomers', 'contract', 'contract { url }'],
];

/** Null, '' and 0: what Frappe's filters make of them depends on fieldtype, operator and version. */
export const UNSET_VALUE_CASES: readonly ContractCase[] = [
  ...NULLABLE.map(
    ([list, field, selection = field]): ContractCase => ({
      name: `${list}: "${field}" is not set where it reads as null, and set elsewhere`,
      isOfEngine: true,
      run: async (site) => {
        const rows = await readAll(site, { list, fields: selection });
        const names = (isSet: boolean) => rows.filter((row) => (row[field] !== null) === isSet).map(({ name }) => name);
        const find = (test: string) => readNames(site, list, `{ ${field}: { ${test} } }`);
        expect(await find('isSet: false')).toEqual(names(false));
        expect(await find('isSet: true')).toEqual(names(true));
        expect(await find('eq: null')).toEqual(names(false));
        expect(await find('ne: null')).toEqual(names(true));
      },
    }),
  ),
  {
    name: 'text that is different from a value may be unset',
    run: async (site) => {
      const rows = await readAll(site, { list: 'shopOrders', fields: 'delivery_note' });
      await expectFound(site, '{ delivery_note: { ne: "left at door" } }', rows, (row) => row.delivery_note === null);
      await expectFound(site, '{ delivery_note: { notIn: ["left at door"] } }', rows, (row) => !row.delivery_note);
      await expectFound(site, '{ delivery_note: { eq: "" } }', rows, (row) => row.delivery_note === null);
      await expectFound(site, '{ not: { delivery_note: { eq: "left at door" } } }', rows, (row) => !row.delivery_note);
    },
  },
  {
    name: 'a number is 0 where it is not set',
    run: async (site) => {
      const rows = await readAll(site, { list: 'shopOrders', fields: 'discount_percentage custom_priority' });
      await expectFound(site, '{ discount_percentage: { eq: 0 } }', rows, (row) => row.discount_percentage === 0);
      await expectFound(site, '{ discount_percentage: { ne: 0 } }', rows, (row) => row.discount_percentage !== 0);
      await expectFound(site, '{ discount_percentage: { in: [0, 5] } }', rows, isZeroOrFive);
      await expectFound(site, '{ discount_percentage: { lt: 5 } }', rows, (row) => row.discount_percentage === 0);
      await expectFound(site, '{ custom_priority: { between: { from: 2, to: 3 } } }', rows, isTwoOrThree);
    },
  },
  {
    name: 'a rating and a duration are numbers, of which 0 is one',
    run: async (site) => {
      const rows = await readAll(site, { list: 'shopCustomers', fields: 'satisfaction lead_time' });
      const rated = (test: (value: number) => boolean) => namesOf(rows, (row) => test(row.satisfaction as number));
      const find = (filter: string) => readNames(site, 'shopCustomers', filter);
      expect(await find('{ satisfaction: { eq: 0 } }')).toEqual(rated((value) => value === 0));
      expect(await find('{ satisfaction: { ne: 0 } }')).toEqual(rated((value) => value !== 0));
      expect(await find('{ satisfaction: { lt: 0.4 } }')).toEqual(rated((value) => value < 0.4));
      expect(await find('{ satisfaction: { gte: 0 } }')).toEqual(rated(() => true));
      expect(await find('{ satisfaction: { in: [0, 1] } }')).toEqual(rated((value) => value === 0 || value === 1));
      const long = namesOf(rows, (row) => (row.lead_time as number) > 250_000);
      expect(await find('{ lead_time: { gt: 250000 } }')).toEqual(long);
    },
  },
  {
    name: 'JSON is set or not',
    run: async (site) => {
      const rows = await readAll(site, { list: 'shopCustomers', fields: 'preferences' });
      const find = (isSet: boolean) => readNames(site, 'shopCustomers', `{ preferences: { isSet: ${isSet} } }`);
      expect(await find(true)).toEqual(namesOf(rows, ({ preferences }) => preferences !== null));
      expect(await find(false)).toEqual(namesOf(rows, ({ preferences }) => preferences === null));
    },
  },
  {
    name: 'a check is true or false, never null',
    run: async (site) => {
      const rows = await readAll(site, { list: 'shopItems', fields: 'disabled' });
      const names = (value: boolean) => rows.filter((row) => row.disabled === value).map(({ name }) => name);
      expect(await readNames(site, 'shopItems', '{ disabled: { eq: true } }')).toEqual(names(true));
      expect(await readNames(site, 'shopItems', '{ disabled: { eq: false } }')).toEqual(names(false));
      expect(names(true).length + names(false).length).toBe(rows.length);
    },
  },
  {
    name: 'unset values are neither less nor greater than others',
    run: async (site) => {
      const set = await countAll(site, { list: 'shopCustomers', filter: '{ opening_time: { isSet: true } }' });
      const less = await countAll(site, { list: 'shopCustomers', filter: '{ opening_time: { lt: "08:00:00" } }' });
      const rest = await countAll(site, { list: 'shopCustomers', filter: '{ opening_time: { gte: "08:00:00" } }' });
      expect(less).toBeGreaterThan(0);
      expect(less + rest).toBe(set);
    },
  },
];

async function expectFound(
  site: ContractSite,
  filter: string,
  rows: readonly AnsweredRow[],
  matches: (row: AnsweredRow) => boolean,
): Promise<void> {
  expect(await readNames(site, 'shopOrders', filter), filter).toEqual(namesOf(rows, matches));
}

function namesOf(rows: readonly AnsweredRow[], matches: (row: AnsweredRow) => boolean): string[] {
  return rows.filter(matches).map(({ name }) => name);
}

function isZeroOrFive({ discount_percentage }: AnsweredRow): boolean {
  return discount_percentage === 0 || discount_percentage === 5;
}

function isTwoOrThree({ custom_priority }: AnsweredRow): boolean {
  return custom_priority === 2 || custom_priority === 3;
}
