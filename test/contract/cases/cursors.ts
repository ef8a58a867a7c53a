import { expect } from 'vitest';
import type { ContractCase } from '../contract-case.ts';
import type { AskOptions, ContractSite } from '../contract-site.ts';
import { type AnsweredRow, readAll } from '../read-all.ts';

/** Sort keys with ties, with unset values, in both directions, of text that the database sorts by its own rules. */
const ORDERS: readonly (readonly [list: string, orderBy: string, filter: string])[] = [
  ['shopOrders', '[{ status: ASC }]', '{}'],
  ['shopOrders', '[{ status: DESC }, { order_date: ASC }]', '{}'],
  ['shopOrders', '[{ delivery_note: ASC }]', '{}'],
  ['shopOrders', '[{ source_type: DESC }, { grand_total: DESC }]', '{}'],
  ['shopOrders', '[{ grand_total: DESC }]', '{ or: [{ status: { eq: Open } }, { status: { eq: Draft } }] }'],
  ['shopOrders', '[{ _linked: { customer: { customer_name: DESC } } }, { order_date: ASC }]', '{}'],
  ['shopCustomers', '[{ customer_name: ASC }]', '{ region: { descendantsOf: "North" } }'],
  ['shopCustomers', '[{ opening_time: ASC }]', '{ region: { descendantsOf: "South" } }'],
  ['shopCustomers', '[{ opening_time: DESC }, { is_vip: ASC }]', '{ region: { descendantsOf: "West" } }'],
  ['shopCustomers', '[{ last_contact: DESC }]', '{ region: { descendantsOf: "East" } }'],
  ['shopCustomers', '[{ satisfaction: ASC }, { discount_factor: DESC }]', '{ region: { descendantsOf: "North" } }'],
  ['shopCustomers', '[{ lead_time: DESC }]', '{ region: { descendantsOf: "North" } }'],
  ['shopCustomers', '[{ credit_limit: ASC }]', '{ region: { descendantsOf: "South" } }'],
  ['shopCustomers', '[{ referred_by: ASC }, { customer_since: DESC }]', '{ region: { descendantsOf: "Central" } }'],
  ['shopCustomers', '[{ modified: DESC }]', '{ status: { eq: Active } }'],
  ['shopCustomers', '[{ city: DESC }, { customer_type: ASC }]', '{ is_vip: { eq: true } }'],
];

/** Cursors stay right where offsets would, whatever the sort. */
export const CURSOR_CASES: readonly ContractCase[] = ORDERS.flatMap(([list, orderBy, filter]) =>
  (['gateway', 'alice'] as const).map(
    (as): ContractCase => ({
      name: `cursors lead ${as} through ${list} by ${orderBy} of ${filter}, both ways`,
      // An order by a linked field looks like a sub-query, which releases recognise in different ways.
      isOfEngine: !orderBy.includes('_linked'),
      run: async (site) => {
        const rows = await readAll(site, { list, orderBy, filter, as });
        const names = rows.map(({ name }) => name);
        const walk = { list, orderBy, filter, as };
        expect(await walkByCursor(site, walk, 'forward')).toEqual(names);
        expect(await walkByCursor(site, walk, 'backward')).toEqual(names);
      },
    }),
  ),
);

interface Walk extends AskOptions {
  list: string;
  orderBy: string;
  filter: string;
  size?: number;
}

/** The names of all rows of a list, page after page by cursors, in the order of the list. */
export async function walkByCursor(
  site: ContractSite,
  walk: Walk,
  direction: 'forward' | 'backward',
): Promise<string[]> {
  const { list, orderBy, filter, size = 17, ...options } = walk;
  const isForward = direction === 'forward';
  const page = isForward ? `first: ${size}, after: $cursor` : `last: ${size}, before: $cursor`;
  const query = `query ($cursor: String) {
    page: ${list}(${page}, orderBy: ${orderBy}, filter: ${filter}) {
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      nodes { name }
    }
  }`;
  const names: string[] = [];
  for (let cursor: string | null = null, hasMore = true; hasMore; ) {
    const answer = await site.ask(query, { ...options, variables: { cursor } });
    expect(answer.errors).toBeUndefined();
    const { pageInfo, nodes } = answer.data.page;
    const found = (nodes as AnsweredRow[]).map(({ name }) => name);
    if (isForward) names.push(...found);
    else names.unshift(...found);
    hasMore = isForward ? pageInfo.hasNextPage : pageInfo.hasPreviousPage;
    cursor = isForward ? pageInfo.endCursor : pageInfo.startCursor;
    expect(names.length).toBeLessThan(2000);
  }
  return names;
}
