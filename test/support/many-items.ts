import type { DemoSite } from '../../demo/demo-site.ts';

const ORDER = 'SO-2026-00001';

/** A query that takes a call for each item of the order: second pages of documents are not read together. */
export const CALL_FOR_EACH_ITEM = `{
  shopOrder(name: "${ORDER}") { items { item { shopOrdersByItemsItem(first: 1, offset: 1) { nodes { name } } } } }
}`;

/** Adds rows to the order, each with an item of its own. */
export function addItems({ database }: DemoSite, count: number): void {
  for (let index = 0; index < count; index += 1) {
    const item = `MANY-${index}`;
    database.insert('Shop Item', { name: item, item_code: item, item_name: item });
    const place = { parent: ORDER, parenttype: 'Shop Order', parentfield: 'items', idx: 100 + index };
    database.insert('Shop Order Item', { name: `many-${index}`, ...place, item, qty: 1 });
  }
}
