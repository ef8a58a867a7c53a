import { expectTypeOf, test } from 'vitest';
import { OpenOrdersDocument } from '../../examples/list-with-links/open-orders.generated.ts';
import { type Answer, type Caller, sendQuery } from '../../examples/send-query.ts';

/** Checked by `npm run types`: nothing is sent. */
const send = (caller: Caller) => sendQuery(caller, OpenOrdersDocument, { first: 10 });
type Data = NonNullable<Awaited<ReturnType<typeof send>>['data']>;
type Order = NonNullable<NonNullable<Data['shopOrders']>['nodes']>[number];

test('an answer has the fields of its query, and null wherever permissions may take a value away', () => {
  expectTypeOf(send).returns.resolves.toExtend<Answer<object>>();
  expectTypeOf<keyof Data>().toEqualTypeOf<'shopOrders'>();
  expectTypeOf<Data['shopOrders']>().toBeNullable();
  expectTypeOf<keyof Order>().toEqualTypeOf<'name' | 'order_date' | 'status' | 'grand_total' | 'customer' | 'items'>();
  expectTypeOf<Order['name']>().toEqualTypeOf<string>();
  expectTypeOf<Order['customer']>().toBeNullable();
});

test('scalars and options have the types of their JSON', () => {
  expectTypeOf<Order['grand_total']>().toEqualTypeOf<string | null>();
  expectTypeOf<Order['order_date']>().toEqualTypeOf<string | null>();
  expectTypeOf<Order['status']>().toEqualTypeOf<'Cancelled' | 'Closed' | 'Draft' | 'Open' | null>();
});

test('variables are required, and of the types that the query declares', () => {
  const wrong = (caller: Caller) => [
    // @ts-expect-error: `first` is missing.
    sendQuery(caller, OpenOrdersDocument, {}),
    // @ts-expect-error: `first` is a number.
    sendQuery(caller, OpenOrdersDocument, { first: '10' }),
  ];
  expectTypeOf(wrong).parameter(0).toEqualTypeOf<Caller>();
});
