import type { Row } from '../database/demo-database.ts';
import { SeededRandom } from './seeded-random.ts';
import { customerName } from './shop-customers.ts';

/** How many items the full shop has. */
export const ITEM_COUNT = 500;

const GROUPS = ['Raw', 'Finished', 'Service', '10% deal', '> 50 kg', '---', 'Ärger'] as const;
const UOMS = ['Nos', 'Kg', 'm²', 'Hour'] as const;

/** Rates that the recordings show. */
const PINNED_RATES: Readonly<Record<number, number>> = {
  0: 257.83,
  15: 842.95,
  18: 882.12,
  84: 293.97,
  197: 748.19,
  304: 578.91,
  370: 48,
  379: 213.16,
  409: 445.01,
};

/** The first item of the recorded site, with a name that has to be encoded. */
const FIRST_ITEM = {
  item_group: 'Raw',
  weight: 38.134,
  uom: 'Hour',
  is_stock_item: 1,
  default_supplier: 'CUST-00094',
  valuation: 335.86,
  disabled: 0,
};

const RATES = Array.from({ length: ITEM_COUNT }, (_, number) => {
  return PINNED_RATES[number] ?? new SeededRandom(number + 300_000).number(1, 900, 2);
});

/** The name of the item with that number. */
export function itemName(number: number): string {
  return number === 0 ? 'ITEM/0000 ä & co' : `ITEM-${String(number).padStart(4, '0')}`;
}

/** The price of an item. */
export function itemRate(number: number): number {
  return RATES[number] ?? 0;
}

/** The row of an item. */
export function itemRow(number: number): Row {
  const random = new SeededRandom(number + 200_000);
  const row = {
    name: itemName(number),
    owner: 'Administrator',
    creation: '2026-11-21 06:35:12.030036',
    modified: `2026-11-21 06:35:12.${String(30036 + number).padStart(6, '0')}`,
    modified_by: 'Administrator',
    docstatus: 0,
    idx: 0,
    item_code: itemName(number),
    item_name: `Item ${number}`,
    item_group: random.choice(GROUPS),
    description: `<p>Item ${number}</p>`,
    image: null,
    standard_rate: itemRate(number),
    weight: random.number(0, 50, 3),
    uom: random.choice(UOMS),
    is_stock_item: random.integer(0, 1),
    default_supplier: random.next() < 0.5 ? customerName(random.integer(0, 99)) : null,
    valuation: random.number(1, 900, 2),
    disabled: random.next() < 0.1 ? 1 : 0,
  };
  return number === 0 ? { ...row, ...FIRST_ITEM } : row;
}
