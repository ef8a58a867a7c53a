import { describe, expect, test } from 'vitest';
import type { FrappeMajor } from '../../demo/demo-site.ts';
import { startTestGateway } from '../support/start-gateway.ts';

/** margin_amount is of permlevel 1: carol may read it, alice may not. */
const QUERY = '{ shopOrders(filter: {margin_amount: {gt: "0"}}, first: 1) { nodes { name margin_amount } } }';
const PLAIN = '{ shopTags(first: 1) { nodes { name } } }';
const ROLES = /get_roles|get_logged_user/;

describe.each<FrappeMajor>([15, 17])("callers' roles on v%i", (version) => {
  test('are read if a query needs them, and remembered for seconds, separately for each caller', async () => {
    await using gateway = await startTestGateway({ version }, { IDENTITY_CACHE_SECONDS: '60' });
    const asked = () =>
      gateway.site.requests.filter(({ path }) => ROLES.test(path)).map(({ headers }) => headers.authorization);
    await gateway.query(PLAIN, { as: 'carol' });
    expect(asked()).toEqual([]);
    expect((await gateway.query(QUERY, { as: 'carol' })).errors).toBeUndefined();
    const carol = [gateway.site.authorization('carol')];
    expect(new Set(asked())).toEqual(new Set(carol));
    const count = asked().length;
    await gateway.query(QUERY, { as: 'carol' });
    expect(asked()).toHaveLength(count);
    const refused = await gateway.query(QUERY, { as: 'alice' });
    expect(refused.errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
    expect(asked().slice(count)).toContain(gateway.site.authorization('alice'));
  });

  test('are read again if reading failed, and values stay hidden meanwhile', async () => {
    await using gateway = await startTestGateway({ version }, { IDENTITY_CACHE_SECONDS: '60' });
    for (const fault of [{ status: 500, body: '' }, { resetSocket: true }, { status: 200, body: '[]' }]) {
      gateway.site.fault = ({ path }) => (ROLES.test(path) ? fault : undefined);
      const answer = await gateway.query(QUERY, { as: 'carol' });
      expect(answer.errors?.length).toBe(1);
      expect(JSON.stringify(answer.data)).not.toContain('SO-');
    }
    gateway.site.fault = undefined;
    expect((await gateway.query(QUERY, { as: 'carol' })).errors).toBeUndefined();
  });

  test('are found again after a proxy answered once with 404', async () => {
    await using gateway = await startTestGateway({ version });
    gateway.site.fault = ({ path }) => (ROLES.test(path) ? { status: 404, body: '<html>' } : undefined);
    await gateway.query(QUERY, { as: 'carol' });
    gateway.site.fault = undefined;
    expect((await gateway.query(QUERY, { as: 'carol' })).errors).toBeUndefined();
  });

  test('are not asked for a guest', async () => {
    await using gateway = await startTestGateway({ version });
    const answer = await gateway.query(QUERY, { as: 'guest' });
    expect(answer.errors?.length).toBe(1);
    expect(gateway.site.requests.filter(({ path }) => ROLES.test(path))).toEqual([]);
  });
});
