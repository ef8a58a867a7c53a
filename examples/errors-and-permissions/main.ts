import { type Caller, callerFromEnvironment, sendQuery } from '../send-query.ts';
import { OneOrderDocument } from './one-order.generated.ts';
import { OrdersWithMarginDocument } from './orders-with-margin.generated.ts';

/** The outcome of reading a document by its name. */
export type Outcome = 'found' | 'does not exist' | 'not permitted' | 'sign in';

/** Finds out why a document is null: only the error at its path can say. */
export async function findOrder(caller: Caller, name: string): Promise<Outcome> {
  const { data, errors } = await sendQuery(caller, OneOrderDocument, { name });
  if (data?.shopOrder) return 'found';
  const error = errors.find(({ path }) => path?.[0] === 'shopOrder');
  if (error === undefined) return 'does not exist';
  switch (error.extensions.code) {
    case 'FORBIDDEN':
      return 'not permitted';
    case 'UNAUTHENTICATED':
      return 'sign in';
    default:
      throw new Error(`${error.extensions.code}: ${error.message}`);
  }
}

/**
 * Lists orders as far as the caller can read them, then why some values are null. A field that the caller cannot read
 * is one error, at the first row, not one error per row.
 */
export async function listMargins(caller: Caller, first: number): Promise<string[]> {
  const { data, errors } = await sendQuery(caller, OrdersWithMarginDocument, { first });
  const orders = data?.shopOrders?.nodes ?? [];
  return [
    ...orders.map(({ name, margin_amount, customer }) =>
      [name, margin_amount, customer?.customer_name, customer?.tax_id].map((value) => value ?? 'null').join('  '),
    ),
    ...errors.map(({ path, extensions, message }) => `${path?.join('.') ?? ''}: ${extensions.code}: ${message}`),
  ];
}

if (import.meta.main) {
  const caller = callerFromEnvironment();
  console.log((await listMargins(caller, 3)).join('\n'));
  for (const name of ['SO-2026-00001', 'SO-2026-00002', 'SO-0000']) {
    console.log(`${name}: ${await findOrder(caller, name)}`);
  }
}
