import type { Row } from '../database/demo-database.ts';
import { MethodAnswer } from '../rpc/method-answer.ts';
import type { DocMethod } from '../site-context.ts';
import { calculateTotals } from './order-totals.ts';

const recalculate: DocMethod = {
  parameters: [{ name: 'discount', type: 'float | None', default: null }],
  run: (doc, { discount }) => {
    if (discount !== null) doc.discount_percentage = discount;
    calculateTotals(doc);
    const { net_total, tax_total, grand_total } = doc;
    return { net_total, tax_total, grand_total };
  },
};

const ship: DocMethod = {
  parameters: [
    { name: 'lines', type: 'list' },
    { name: 'carrier', type: 'str', default: 'DHL' },
    { name: 'express', type: 'bool', default: false },
  ],
  run: (_doc, { lines, carrier, express }) => {
    const message = `Shipped ${(lines as unknown[]).length} lines with ${carrier}`;
    return new MethodAnswer({ result: { carrier, express, lines }, messages: [{ message, isAlert: true }] });
  },
};

const totals: DocMethod = {
  parameters: [],
  run: ({ name, net_total, grand_total, items }) => ({
    name,
    net_total,
    grand_total,
    lines: ((items ?? []) as Row[]).length,
  }),
};

/** The whitelisted methods of the app's controllers, and one that is not. */
export const SHOP_DOC_METHODS = { 'Shop Order': { recalculate, ship, totals, secret_method: null } };
