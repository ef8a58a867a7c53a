import type { Row } from '../database/demo-database.ts';
import { roundTo } from '../seed/seeded-random.ts';

/** Amounts of the lines, taxes and totals of an order, as its controller computes them. */
export function calculateTotals(doc: Row): void {
  const items = (doc.items ?? []) as Row[];
  for (const line of items) line.amount = roundTo(Number(line.qty ?? 0) * Number(line.rate ?? 0), 2);
  doc.total_qty = items.reduce((sum, line) => sum + Number(line.qty ?? 0), 0);
  doc.net_total = roundTo(
    items.reduce((sum, line) => sum + Number(line.amount ?? 0), 0),
    2,
  );
  const net = Number(doc.net_total) * (1 - Number(doc.discount_percentage ?? 0) / 100);
  const taxes = (doc.taxes ?? []) as Row[];
  for (const tax of taxes) tax.tax_amount = roundTo((net * Number(tax.tax_rate ?? 0)) / 100, 2);
  doc.tax_total = roundTo(
    taxes.reduce((sum, tax) => sum + Number(tax.tax_amount ?? 0), 0),
    2,
  );
  doc.grand_total = roundTo(net + Number(doc.tax_total), 2);
}
