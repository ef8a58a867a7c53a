import { describe, expect, test } from 'vitest';
import type { FrappeMajor } from '../../demo/demo-site.ts';
import { holdRequests } from '../support/site-faults.ts';
import { startTestGateway } from '../support/start-gateway.ts';

describe.each<FrappeMajor>([14, 15, 16, 17])('counts on v%i', (version) => {
  test('stop at the limit, unless they have to be exact', async () => {
    await using gateway = await startTestGateway({ version, scale: 'small' }, { COUNT_LIMIT: '50' });
    const query = `{
      capped: shopOrders(first: 1) { count { value isCapped } }
      few: shopOrders(first: 1, filter: { name: { in: ["SO-2026-00001"] } }) { count { value isCapped } }
      exact: shopOrders(first: 1) { totalCount count { value isCapped } }
    }`;
    const { data, errors } = await gateway.query(query);
    expect(errors).toBeUndefined();
    expect(data.capped.count).toEqual({ value: 50, isCapped: true });
    expect(data.few.count).toEqual({ value: 1, isCapped: false });
    expect(data.exact.totalCount).toBeGreaterThan(50);
    expect(data.exact.count).toEqual({ value: data.exact.totalCount, isCapped: false });
  });

  test('that take too long are null, and leave their list', async () => {
    await using gateway = await startTestGateway({ version, scale: 'small' }, { COUNT_TIMEOUT_MS: '50' });
    const held = holdRequests(gateway.site, ({ path }) => path.includes('get_count'));
    const { data, errors } = await gateway.query('{ shopOrders(first: 1) { totalCount nodes { name } } }');
    held.release();
    expect(errors).toBeUndefined();
    expect(data.shopOrders).toEqual({ totalCount: null, nodes: [{ name: expect.any(String) }] });
  });
});
