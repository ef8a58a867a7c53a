import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '../../demo/sign-in/sign-in-state.ts';
import { followOrders, openClient, setNote } from '../../examples/node/main.ts';
import { type Announcer, startAnnouncer } from '../support/announcer.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

const EXAMPLES = join(import.meta.dirname, '../../examples');
const ENV = { WEBHOOK_SECRET: 'of the examples' };
const DRAFT =
  'mutation { createShopOrder(input: { customer: "CUST-00001", items: [{ item: "ITEM-0001", qty: 1 }] }) { shopOrder { name } } }';

let running: TestGateway;
let announcer: Announcer;
let draft: string;
const folder = mkdtempSync(join(tmpdir(), 'examples-'));

beforeAll(async () => {
  running = await startTestGateway({ scale: 'small' }, ENV);
  announcer = startAnnouncer(running.gateway, 'Shop Order', ENV.WEBHOOK_SECRET);
  draft = (await running.query(DRAFT, { as: 'carol' })).data.createShopOrder.shopOrder.name;
});
afterAll(async () => {
  await running[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

test.skipIf(lacks('python3'))(
  title('Python lists, changes, attaches and follows orders', 'python3'),
  { timeout: 60_000 },
  async () => {
    const lines = await follow('python3', [join(EXAMPLES, 'python/main.py'), '--follow'], /^UPDATE /m);
    expect(lines.slice(0, -1)).toEqual([
      expect.stringMatching(/^\d+ drafts$/),
      'saved: From Python',
      'refused: CONFLICT True',
      'refused: INVALID input.customer',
      'attached: True',
      'following',
    ]);
    expect(lines.at(-1)).toBe(`UPDATE ${draft}`);
  },
);

test.skipIf(lacks('curl'))(title('curl does all of it in a shell', 'curl'), { timeout: 60_000 }, async () => {
  const env = { USERNAME: 'carol@example.com', PASSWORD: DEMO_PASSWORD };
  const lines = await follow(join(EXAMPLES, 'curl/orders.sh'), ['--follow'], /"event":"UPDATE"/, env);
  const answers = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line).data);
  expect(answers).toEqual([
    { shopOrders: { totalCount: expect.any(Number), nodes: [expect.any(Object), expect.any(Object)] } },
    { me: { user: 'carol@example.com', fullName: expect.any(String) } },
    { updateShopOrder: { shopOrder: { name: 'SO-2026-00004', delivery_note: 'From curl' } } },
    { uploadFile: { file: { fileName: 'orders.txt', size: expect.any(Number) } } },
    { login: { me: { user: 'carol@example.com' } } },
    { me: { user: 'carol@example.com' } },
    { logout: true },
  ]);
});

test('Node changes an order next to others, and goes on where it was after a restart', async () => {
  const client = openClient(running.gateway.url, running.site.authorization('carol'));
  expect(await setNote(client, draft, 'One')).toMatchObject({ delivery_note: 'One' });
  const both = await Promise.all([setNote(client, draft, 'Two'), setNote(client, draft, 'Three')]);
  expect(both.map((order) => order.delivery_note)).toEqual(['Two', 'Three']);
  await expect(setNote(client, draft, 'x'.repeat(70_000))).rejects.toThrow(/bytes/);

  const place = join(folder, 'place');
  const first = new AbortController();
  const changes = followOrders(client, place, first.signal);
  const heard = changes.next();
  await announcer.untilHeard(heard, () => draft);
  expect((await heard).value).toBe(`UPDATE ${draft}`);
  // The next one is asked for, so the place of the first is kept.
  await announcer.announce(draft);
  await changes.next();
  await changes.return(undefined);
  expect(readFileSync(place, 'utf8').length).toBeGreaterThan(10);
  await announcer.announce(draft);
  const again = followOrders(client, place, new AbortController().signal);
  expect((await again.next()).value).toBe(`UPDATE ${draft}`);
  await again.return(undefined);
  client.dispose();
});

function title(text: string, program: string): string {
  return lacks(program) ? `${text} (skipped: ${program} is not installed)` : text;
}

function lacks(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return false;
  } catch {
    return true;
  }
}

/** Runs a program that follows orders, changes one, and stops the program once it has printed the change. */
function follow(program: string, args: readonly string[], last: RegExp, env = {}): Promise<string[]> {
  const own = { GATEWAY_URL: running.gateway.url, AUTHORIZATION: running.site.authorization('carol'), ...env };
  // A group of its own, so that what a shell started ends with it.
  const child = spawn(program, args, {
    env: { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: '1', ...own },
    stdio: 'pipe',
    detached: true,
  });
  let text = '';
  let isRunning = true;
  const timer = setInterval(() => void announcer.announce(draft).catch(() => undefined), 300);
  return new Promise((resolve) => {
    const take = (chunk: Buffer) => {
      text += chunk.toString();
      if (!isRunning || child.pid === undefined || !last.test(text)) return;
      isRunning = false;
      process.kill(-child.pid);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('close', () => {
      clearInterval(timer);
      resolve(
        text
          .trim()
          .replace(/(?<=\})(?=\{|#)/g, '\n')
          .split('\n'),
      );
    });
  });
}
