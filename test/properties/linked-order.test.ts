import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { walkByCursor } from '../contract/cases/cursors.ts';
import type { ContractSite } from '../contract/contract-site.ts';
import { type AnsweredRow, readAll } from '../contract/read-all.ts';
import { PROPERTY_SITES, runsOr } from './property-sites.ts';

/** Without names that databases sort apart: `Ø` is an O to MariaDB, and behind Z to SQLite. */
const LIST = { list: 'shopOrders', filter: '{ not: { customer_name: { like: "Ørsted%" } } }' };

interface Key {
  readonly fieldname: 'customer_name' | 'order_date' | 'name';
  readonly isDescending: boolean;
}

describe.each(PROPERTY_SITES)('orders by what is linked %s', (_label, start) => {
  let site: ContractSite;
  beforeAll(async () => {
    site = await start();
    site.demo?.database.run('UPDATE "tabShop Order" SET "customer_name" = NULL WHERE rowid % 5 = 0');
    site.demo?.database.run('UPDATE "tabShop Order" SET "customer_name" = \'\' WHERE rowid % 5 = 1');
  });
  afterAll(() => site[Symbol.asyncDispose]());

  const linked = fc.boolean().map((isDescending): Key => ({ fieldname: 'customer_name', isDescending }));
  const date = fc.boolean().map((isDescending): Key => ({ fieldname: 'order_date', isDescending }));
  const keys = fc.oneof(fc.tuple(linked), fc.tuple(linked, date), fc.tuple(date, linked));
  const caller = fc.constantFrom('alice' as const, 'carol' as const);

  test('pages in either direction hold every row once, as a client would sort them', async () => {
    await fc.assert(
      fc.asyncProperty(keys, caller, fc.integer({ min: 10, max: 60 }), async (order, as, size) => {
        const rows = await readAll(site, { ...LIST, as, fields: 'customer_name order_date' });
        const names = rows.sort((left, right) => compare(order, left, right)).map(({ name }) => name);
        const walk = { ...LIST, as, size, orderBy: toText(order) };
        expect(await walkByCursor(site, walk, 'forward')).toEqual(names);
        expect(await walkByCursor(site, walk, 'backward')).toEqual(names);
      }),
      { numRuns: runsOr(8) },
    );
  }, 600_000);
});

function toText(order: readonly Key[]): string {
  const keys = order.map(({ fieldname, isDescending }) => {
    const key = `{ ${fieldname}: ${isDescending ? 'DESC' : 'ASC'} }`;
    return fieldname === 'customer_name' ? `{ _linked: { customer: ${key} } }` : key;
  });
  return `[${keys.join(', ')}]`;
}

/** As databases compare text: NULL before '', and other text whatever its case and accents. */
function compare(order: readonly Key[], left: AnsweredRow, right: AnsweredRow): number {
  for (const { fieldname, isDescending } of [...order, { fieldname: 'name' as const, isDescending: false }]) {
    const [one, other] = [left[fieldname] as string | null, right[fieldname] as string | null];
    const byNull = Number(one !== null) - Number(other !== null);
    const result = byNull || COLLATOR.compare(one ?? '', other ?? '');
    if (result !== 0) return isDescending ? -result : result;
  }
  return 0;
}

const COLLATOR = new Intl.Collator('en', { sensitivity: 'base' });
