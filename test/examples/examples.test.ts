import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDemoSite } from '../../demo/demo-site.ts';
import { addNote } from '../../examples/change-an-order/main.ts';
import { findOrder, listMargins } from '../../examples/errors-and-permissions/main.ts';
import { everyOrder } from '../../examples/every-order/main.ts';
import { followOrders } from '../../examples/follow-orders/main.ts';
import { listOpenOrders } from '../../examples/list-with-links/main.ts';
import type { Caller } from '../../examples/send-query.ts';
import { startGatewayProcess } from '../support/gateway-process.ts';
import { type DemoUser, startTestGateway, type TestGateway } from '../support/start-gateway.ts';

let running: TestGateway;

beforeAll(async () => {
  running = await startTestGateway({ scale: 'small' });
});

afterAll(async () => {
  await running[Symbol.asyncDispose]();
});

describe('change-an-order', () => {
  test('loses no line where several write at the same time', async () => {
    const lines = ['one', 'two'];
    await Promise.all(lines.map((line) => addNote(as('carol'), 'SO-2026-00004', line)));
    const note = await addNote(as('carol'), 'SO-2026-00004', 'three');
    for (const line of [...lines, 'three']) expect(note.split('\n')).toContain(line);
  });
});

describe('list-with-links', () => {
  test('prints one line per open order, with customer and items', async () => {
    const lines = await listOpenOrders(as('carol'), 3);
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^Order +Date +Total +Customer +Items$/);
    for (const line of lines.slice(1)) expect(line).toMatch(/^SO-2026-\d{5} +\d{4}-\d\d-\d\d +\d+\.\d+ +.+ × Item \d+/);
  });

  test('needs four calls to the site, whatever the number of orders', async () => {
    for (const first of [3, 30]) {
      running.site.requests.length = 0;
      await listOpenOrders(as('carol'), first);
      expect(running.site.requests).toHaveLength(4);
    }
  });

  test("fails with the site's message if the caller cannot list orders", async () => {
    await expect(listOpenOrders(as('bob'), 3)).rejects.toThrow(/does not have doctype access/);
  });
});

describe('every-order', () => {
  test('goes through 5,000 orders, each once and in order, with a page in memory at a time', async () => {
    await using full = await startTestGateway({ scale: 'full' });
    const caller = { url: full.gateway.url, authorization: full.site.authorization('carol') };
    const names = new Set<string>();
    let before = '9999-12-31';
    for await (const order of everyOrder(caller)) {
      expect(String(order.order_date) <= before).toBe(true);
      before = String(order.order_date);
      names.add(order.name);
    }
    const count = full.site.database.get('SELECT COUNT(*) AS n FROM `tabShop Order`');
    expect(names.size).toBe(count?.n);
    expect(names.size).toBeGreaterThanOrEqual(5_000);
    const limits = full.site.requests.map(({ path }) => Number(/limit_page_length=(\d+)/.exec(path)?.[1]));
    expect(Math.max(...limits)).toBe(501);
  }, 60_000);
});

describe('follow-orders', () => {
  test('reports changes, and continues after the gateway was unreachable', { timeout: 30_000 }, async () => {
    await using site = await startDemoSite();
    const folder = mkdtempSync(join(tmpdir(), 'frappe-graphql-events-'));
    const env = { WEBHOOK_SECRET: 'of the example', EVENT_LOG_FILE: join(folder, 'events.jsonl') };
    await using gateway = await startGatewayProcess(site, env);
    const lines = followOrders({ url: gateway.url, authorization: site.authorization('carol') });
    const name = String(site.database.get("SELECT name FROM `tabShop Order` WHERE status = 'Open'")?.name);
    const first = lines.next();
    const announcing = setInterval(() => void announce(gateway.url, name), 200);
    expect((await first).value).toMatch(new RegExp(`^${name} {2}update {2}[\\d.]+ {2}.+$`));
    clearInterval(announcing);
    await gateway.kill();
    const next = lines.next();
    await gateway.start();
    site.database.update('Shop Order', name, { status: 'Closed' });
    await announce(gateway.url, name);
    for (let step = await next; ; step = await lines.next()) if (step.value === `${name}  not open any more`) break;
    await lines.return(undefined);
    rmSync(folder, { recursive: true });
  });

  let clock = 0;
  async function announce(url: string, name: string): Promise<void> {
    clock += 1;
    const modified = `2026-01-01 00:00:00.${String(clock).padStart(6, '0')}`;
    const body = JSON.stringify({ name, modified });
    const signature = createHmac('sha256', 'of the example').update(body).digest('base64');
    await fetch(`${url}/webhooks/frappe/events/on_change/Shop%20Order`, {
      method: 'POST',
      body,
      headers: { 'x-frappe-webhook-signature': signature },
    });
  }
});

describe('errors-and-permissions', () => {
  test('says why an order is null', async () => {
    expect(await findOrder(as('alice'), 'SO-2026-00001')).toBe('found');
    expect(await findOrder(as('alice'), 'SO-2026-00002')).toBe('not permitted');
    expect(await findOrder(as('alice'), 'SO-0000')).toBe('does not exist');
    expect(await findOrder(as('guest'), 'SO-2026-00001')).toBe('sign in');
  });

  test('lists what a caller may see, and why the rest is null', async () => {
    expect(await listMargins(as('alice'), 2)).toEqual([
      'SO-2026-00001  null  null  null',
      expect.stringMatching(/^SO-2026-00011 {2}null {2}.+ {2}null$/),
      'shopOrders.nodes.0.margin_amount: FORBIDDEN: You are not allowed to read margin_amount.',
      'shopOrders.nodes.0.customer.customer_name: FORBIDDEN: Shop Customer CUST-01110 does not exist, or you are not allowed to read it.',
      'shopOrders.nodes.1.customer.tax_id: FORBIDDEN: You are not allowed to read tax_id.',
    ]);
    expect(await listMargins(as('carol'), 1)).toEqual([
      expect.stringMatching(/^SO-2026-00001 {2}[\d.]+ {2}.+ {2}TAX\d+$/),
    ]);
  });
});

function as(user: DemoUser): Caller {
  const authorization = user === 'guest' ? null : running.site.authorization(user);
  return { url: running.gateway.url, authorization };
}
