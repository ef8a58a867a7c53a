import { useChanges, useList } from 'frappe-graphql-react';
import { OrderChangesDocument, OrdersDocument, type ShopOrder_Status } from './orders.generated.ts';

const STATUSES: readonly ShopOrder_Status[] = ['Draft', 'Open', 'Closed', 'Cancelled'];

/** A list with pages and a filter, which is read again when orders change. */
export function OrderList({ onOpen }: { onOpen: (name: string) => void }) {
  const list = useList(OrdersDocument, { first: 10, orderBy: [{ order_date: 'DESC' }] });
  const { state } = useChanges(OrderChangesDocument, {}, { refresh: [OrdersDocument] });
  if (list.error) return <p role="alert">{list.error.message}</p>;
  return (
    <>
      <div className="row">
        <label>
          Status{' '}
          <select
            onChange={({ target }) => list.setFilter(target.value ? { eq: target.value as ShopOrder_Status } : null)}
          >
            <option value="">All</option>
            {STATUSES.map((status) => (
              <option key={status}>{status}</option>
            ))}
          </select>
        </label>
        <output>{list.totalCount} orders</output>
        <small>Changes: {state}</small>
      </div>
      <table aria-busy={list.isFetching}>
        <thead>
          <tr>
            <th>Order</th>
            <th>Date</th>
            <th>Customer</th>
            <th>Status</th>
            <th>Total</th>
          </tr>
        </thead>
        <tbody>
          {list.rows.map((order) => (
            <tr key={order.name}>
              <td>
                <button type="button" onClick={() => onOpen(order.name)}>
                  {order.name}
                </button>
              </td>
              <td>{order.order_date}</td>
              <td>{order.customer?.customer_name ?? order.customer?.name}</td>
              <td>{order.status}</td>
              <td>{order.grand_total}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="row">
        <button type="button" disabled={!list.hasPrevious} onClick={list.previous}>
          Previous
        </button>
        <span>Page {list.page}</span>
        <button type="button" disabled={!list.hasNext} onClick={list.next}>
          Next
        </button>
      </div>
    </>
  );
}
