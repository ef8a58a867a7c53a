import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FrappeMajor } from '../../demo/demo-site.ts';
import { encodeNodeId } from '../../src/schema/model/node-id.ts';
import { useGateway } from '../support/use-gateway.ts';
import { runsOr } from './property-sites.ts';
import { DIRECTIVE_VARIABLES, randomOperation, toQuery } from './random-selection.ts';

/** Root fields of every feature that reads. */
const ROOTS = [
  'shopOrders(first: 3, orderBy: [{ order_date: DESC }])',
  'shopOrders(first: 2, filter: { items: { some: { qty: { gt: 2 } } } })',
  'shopOrders(last: 3)',
  'shopOrder(name: "SO-2026-00002")',
  'shopOrder(name: "none")',
  'shopCustomers(first: 2, offset: 3)',
  'shopDeliveries(first: 4)',
  'shopRegions(first: 3)',
  'shopSettings',
  'shopOrderAggregate(groupBy: [status, customer], first: 3)',
  'globalSearch(text: "Acme", first: 3)',
  'notifications(first: 3)',
  'me',
  'runReport(name: "Shop Orders by Region")',
  `node(id: "${encodeNodeId('Shop Order', 'SO-2026-00003')}")`,
  `nodes(ids: ["bad", "${encodeNodeId('Shop Order', 'SO-2026-00001')}", "${encodeNodeId('Shop Tag', 'none')}"])`,
];

describe.for<FrappeMajor>([14, 15, 17])('the cost of an operation on v%i', (version) => {
  const started = useGateway(
    { version },
    { DEFAULT_PAGE_SIZE: '3', MAX_COST_CALLS: '100000', MAX_COST_ROWS: '10000000' },
  );

  test.each(['gateway', 'bob'] as const)('is no less than the calls that it makes, for %s', async (as) => {
    const operations = randomOperation(started.gateway.site.current().schema, ROOTS, () => true, true);
    let calls = 0;
    await fc.assert(
      fc.asyncProperty(operations, async (operation) => {
        started.site.requests.length = 0;
        const { extensions } = await started.query(toQuery(operation), { as, variables: DIRECTIVE_VARIABLES });
        // A few are refused, for too many aliases or one that has two types: without a cost and a call.
        const cost = (extensions?.cost as { calls: number } | undefined)?.calls ?? 0;
        expect(started.site.requests.length).toBeLessThanOrEqual(cost);
        calls += started.site.requests.length;
      }),
      { numRuns: runsOr(30), endOnFailure: true },
    );
    expect(calls).toBeGreaterThan(0);
  });
});
