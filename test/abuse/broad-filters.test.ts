import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FrappeMajor } from '../../demo/demo-site.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

describe.each<FrappeMajor>([14, 17])('a filter that stands for more than 2,000 names on v%i', (version) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ version, scale: 'full' });
  });
  beforeEach(() => {
    gateway.site.requests.length = 0;
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  /** The one call is the one for the names; the list itself is not asked for. */
  async function refuse(root: string): Promise<string> {
    const { data, errors } = await gateway.query(`{ found: ${root} }`);
    expect(data).toEqual({ found: null });
    expect(errors).toHaveLength(1);
    expect(gateway.site.requests).toHaveLength(1);
    return [errors?.[0]?.extensions.code, errors?.[0]?.extensions.field, errors?.[0]?.message].join(' | ');
  }

  test('is refused through a link, naming the argument', async () => {
    expect(
      await refuse('shopReturns(filter: { order: { where: { grand_total: { gte: 0 } } } }) { nodes { name } }'),
    ).toBe(
      'FILTER_TOO_BROAD | filter.order.where | filter.order.where finds more than 2000 Shop Order documents. Narrow it.',
    );
  });

  test('is refused where no row may fit, naming the argument', async () => {
    expect(await refuse('shopOrders(filter: { items: { none: { qty: { gte: 0 } } } }) { nodes { name } }')).toBe(
      'FILTER_TOO_BROAD | filter.items.none | filter.items.none finds more than 2000 Shop Order documents. Narrow it.',
    );
  });

  test('is refused in an aggregate over child rows', async () => {
    expect(await refuse('shopOrderAggregate(filter: { items: { some: { qty: { gte: 0 } } } }) { count }')).toBe(
      'FILTER_TOO_BROAD | filter | filter finds more than 2000 Shop Order documents. Narrow it.',
    );
  });

  test('is answered if a narrower one restricts it', async () => {
    const filter = '{ order: { where: { name: { like: "SO-2026-0000%" } } } }';
    const { data, errors } = await gateway.query(`{ shopReturns(filter: ${filter}) { totalCount } }`);
    expect(errors).toBeUndefined();
    expect(data.shopReturns.totalCount).toBeGreaterThanOrEqual(0);
  });
});
