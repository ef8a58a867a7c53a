import { type Caller, callerFromEnvironment, sendQuery } from '../send-query.ts';
import { OrderPageDocument, type OrderPageQuery } from './order-page.generated.ts';

type Order = NonNullable<NonNullable<OrderPageQuery['shopOrders']>['nodes']>[number];

/**
 * Goes through every order that the caller may see, however many there are: page after page by cursors, so that one
 * page is in memory at a time, and orders that come or go meanwhile shift nothing.
 */
export async function* everyOrder(caller: Caller, pageSize = 500): AsyncGenerator<Order> {
  for (let after: string | null = null, hasNextPage = true; hasNextPage; ) {
    const { data, errors }: Awaited<ReturnType<typeof readPage>> = await readPage(caller, pageSize, after);
    const page = data?.shopOrders;
    if (!page?.nodes) throw new Error(errors.map(({ message }) => message).join('\n'));
    yield* page.nodes;
    after = page.pageInfo.endCursor ?? null;
    hasNextPage = page.pageInfo.hasNextPage;
  }
}

function readPage(caller: Caller, first: number, after: string | null) {
  return sendQuery(caller, OrderPageDocument, { first, after });
}

if (import.meta.main) {
  let count = 0;
  for await (const order of everyOrder(callerFromEnvironment())) {
    count += 1;
    console.log(order.name, order.order_date, order.grand_total);
  }
  console.log(`${count} orders`);
}
