import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DemoSite, startDemoSite } from '../../demo/demo-site.ts';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts';
import { expectShortTurns } from '../support/short-turns.ts';

const CLIENTS = 100;
const body = JSON.stringify({ query: '{ shopCustomer(name: "CUST-00001") { notes: preferences } }' });

let site: DemoSite;
let gateway: GatewayProcess;

beforeAll(async () => {
  site = await startDemoSite({ version: 15, scale: 'small' });
  site.database.update('Shop Customer', 'CUST-00001', {
    preferences: JSON.stringify({ text: 'long '.repeat(20_000) }),
  });
  gateway = await startGatewayProcess(site, {}, { isProbed: true });
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await site.close();
});

/** @returns the coding of an answer that is read slowly. */
function ask(accepted: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'accept-encoding': accepted,
      authorization: site.authorization('carol'),
    };
    const asked = request(`${gateway.url}/graphql`, { method: 'POST', headers, agent: false }, (response) => {
      expect(response.statusCode).toBe(200);
      setTimeout(() => response.resume(), 50);
      response.once('end', () => resolve(response.headers['content-encoding'] ?? 'none'));
    });
    asked.once('error', reject).end(body);
  });
}

test.each(['zstd', 'br', 'gzip'])(
  'a hundred slow readers of answers in %s hold nobody up',
  { timeout: 60_000 },
  async (coding) => {
    const attack = () => Promise.all(Array.from({ length: CLIENTS }, () => ask(coding)));
    expect(new Set(await attack())).toContain(coding);
    await expectShortTurns(gateway, attack);
    // All compressors are free again.
    expect(await ask(coding)).toBe(coding);
  },
);
