import { writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FrappeMajor } from '../../demo/demo-site.ts';
import { startTestGateway } from '../support/start-gateway.ts';

const LIST = '{ shopOrders(first: 3) { nodes { name items { idx item { item_name } cost } } } }';

async function start(version: FrappeMajor, env: Record<string, string> = {}) {
  const file = join(await mkdtemp(join(tmpdir(), 'rows-by-document-')), 'config.json');
  writeFileSync(file, JSON.stringify({ childRowsByDocument: ['Shop Order'] }));
  return startTestGateway({ version }, { SCHEMA_CONFIG_FILE: file, ...env });
}

describe.each<FrappeMajor>([14, 15, 16, 17])(
  'child rows of a DocType that shows them by document, on v%i',
  (version) => {
    test('are those of the list otherwise, at one read of each document', async () => {
      await using usual = await startTestGateway({ version });
      await using gateway = await start(version);
      for (const as of ['carol', 'alice'] as const) {
        const expected = await usual.query(LIST, { as });
        gateway.site.requests.length = 0;
        const answer = await gateway.query(LIST, { as });
        expect(answer.data).toEqual(expected.data);
        const documents = gateway.site.requests.filter(({ path }) => path.startsWith('/api/resource/Shop%20Order/'));
        expect(documents).toHaveLength(3);
        expect(gateway.site.requests.some(({ path, body }) => `${path}${body}`.includes('Shop Order Item'))).toBe(
          false,
        );
      }
    });

    test('stay away where the document is refused, and its neighbours keep theirs', async () => {
      await using gateway = await start(version);
      const names = (await gateway.query(LIST, { as: 'alice' })).data.shopOrders.nodes.map(
        (order: { name: string }) => order.name,
      );
      gateway.site.fault = ({ path }) =>
        decodeURIComponent(path) === `/api/resource/Shop Order/${names[1]}`
          ? { status: 403, body: JSON.stringify({ exc_type: 'PermissionError' }) }
          : undefined;
      const { data, errors } = await gateway.query(LIST, { as: 'alice' });
      const [first, second, third] = data.shopOrders.nodes;
      expect(second).toEqual({ name: names[1], items: null });
      for (const order of [first, third]) expect(order.items.length).toBeGreaterThan(0);
      expect(
        errors?.filter(({ path }) => path?.[2] === 1).map(({ path, extensions }) => [path, extensions.code]),
      ).toEqual([[['shopOrders', 'nodes', 1, 'items'], 'FORBIDDEN']]);
    });

    test('are read once, however many links lead to their documents and however often they are asked for', async () => {
      await using gateway = await start(version);
      gateway.site.requests.length = 0;
      const { data, errors } = await gateway.query(
        `{ shopReturns(first: 40) { nodes {
        order { name age_in_days a: items { idx } items { qty } taxes { idx } }
      } } }`,
      );
      expect(errors).toBeUndefined();
      const orders = data.shopReturns.nodes.map((node: { order: { name: string } | null }) => node.order?.name);
      const documents = gateway.site.requests
        .map(({ path }) => decodeURIComponent(path))
        .filter((path) => path.startsWith('/api/resource/Shop Order/'));
      expect(new Set(documents).size).toBe(documents.length);
      expect(documents).toHaveLength(new Set(orders.filter(Boolean)).size);
    });

    test('count as a call for each document, before any is made', async () => {
      await using gateway = await start(version, { MAX_COST_CALLS: '20' });
      gateway.site.requests.length = 0;
      const { errors } = await gateway.query('{ shopOrders(first: 20) { nodes { items { idx } } } }', { as: 'alice' });
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['COST_EXCEEDED']);
      expect(gateway.site.requests).toEqual([]);
      const allowed = await gateway.query('{ shopOrders(first: 19) { nodes { items { idx } } } }', { as: 'alice' });
      expect(allowed.errors).toBeUndefined();
    });
  },
);
