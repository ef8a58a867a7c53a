import { CloseCode, createClient } from 'graphql-ws';
import { type Caller, callerFromEnvironment } from '../send-query.ts';

/** The stock of a company as the dashboard shows it. */
export interface Dashboard {
  warehouses: { group: { warehouse: { name: string } | null }; count: number; sum: { stock_value: string } }[];
  short: {
    nodes: { item_code: { item_name: string } | null; warehouse: { name: string } | null; projected_qty: number }[];
  };
  movements: {
    nodes: {
      item_code: { item_name: string } | null;
      warehouse: { name: string } | null;
      actual_qty: number;
      voucher_no: { doctype: string; name: string } | null;
    }[];
  };
}

/**
 * Values by warehouse are sums that the site makes: a call, however many items there are. ERPNext writes the balances
 * (Bin) past its events, but each movement (Stock Ledger Entry) announces itself, and the whole query runs again.
 */
const STOCK = `
  query Stock($short: Float!) @live(throttle: 500) {
    warehouses: binAggregate(
      filter: { actual_qty: { ne: 0 } }
      groupBy: [warehouse]
      orderBy: [{ sum: { stock_value: DESC } }]
    ) { group { warehouse { name } } count sum { stock_value } }
    short: bins(filter: { projected_qty: { lte: $short } }, orderBy: [{ projected_qty: ASC }, { name: ASC }], first: 10) {
      nodes { item_code { item_name } warehouse { name } projected_qty }
    }
    movements: stockLedgerEntries(
      filter: { is_cancelled: { eq: false } }
      orderBy: [{ posting_date: DESC }, { creation: DESC }]
      first: 5
    ) { nodes { item_code { item_name } warehouse { name } actual_qty voucher_no { doctype name } } }
  }
`;

/**
 * Yields the dashboard as it is now, and again after each movement that changes it.
 *
 * @param short items of which there are as many or fewer, with those ordered and promised, are shown as short.
 */
export async function* stockDashboard({ url, authorization }: Caller, short: number): AsyncGenerator<Dashboard> {
  const client = createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    connectionParams: authorization === null ? {} : { authorization },
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: (event) => !(event instanceof CloseEvent && event.code === CloseCode.Forbidden),
  });
  try {
    const results = client.iterate<Dashboard>({ query: STOCK, variables: { short } });
    for await (const { data, errors } of results) {
      if (!data || errors) throw new Error(errors?.map(({ message }) => message).join('\n'));
      yield data;
    }
  } finally {
    await client.dispose();
  }
}

/** The dashboard as lines of text. */
export function toLines({ warehouses, short, movements }: Dashboard): string[] {
  return [
    ...warehouses.map(({ group, count, sum }) => `${group.warehouse?.name}  ${count} items, ${sum.stock_value}`),
    ...short.nodes.map((bin) => `short: ${bin.item_code?.item_name}  ${bin.projected_qty} in ${bin.warehouse?.name}`),
    ...movements.nodes.map(
      ({ item_code, actual_qty, warehouse, voucher_no }) =>
        `${actual_qty > 0 ? '+' : ''}${actual_qty} ${item_code?.item_name}  ${warehouse?.name}, ${voucher_no?.doctype} ${voucher_no?.name}`,
    ),
  ];
}

if (import.meta.main) {
  for await (const dashboard of stockDashboard(callerFromEnvironment(), Number(process.env.SHORT ?? 0))) {
    console.log(`${toLines(dashboard).join('\n')}\n`);
  }
}
