/**
 * `npm run screenshots`: pictures of the page for the documentation, at three widths, light and dark, of the demo. Needs
 * Chromium. Look at them before you commit them.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { smallerPng } from './smaller-png.ts';

const ROOT = join(import.meta.dirname, '..');
const FOLDER = join(ROOT, 'docs/images');
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const PORTS = { gateway: 4000, site: 8000 };

const SIZES = [
  { width: 1440, height: 720 },
  { width: 900, height: 820 },
  { width: 390, height: 820 },
];

const QUERY = `query OpenOrders {
  shopOrders(
    filter: { status: { eq: Open } }
    orderBy: [{ order_date: DESC }]
    first: 20
  ) {
    totalCount
    nodes {
      name
      grand_total
      customer { customer_name region { name } }
      items { qty item { item_name } }
    }
  }
}
`;

/** Starts the demo, and waits until it takes requests. */
async function startDemo(): Promise<Disposable> {
  const ports = ['--port', String(PORTS.gateway), '--site-port', String(PORTS.site)];
  const demo = spawn(process.execPath, ['src/cli.ts', 'demo', ...ports], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  demo.once('exit', (code) => code && process.exit(code));
  let text = '';
  while (!text.includes('Ctrl+C')) text += String(((await once(demo.stdout, 'data')) as [Buffer])[0]);
  return { [Symbol.dispose]: () => void demo.kill() };
}

/** Shows the calls of the query, as carol. */
async function showCalls(page: Page): Promise<void> {
  await page.goto(`http://127.0.0.1:${PORTS.gateway}/graphql#${new URLSearchParams({ query: QUERY })}`);
  await page.selectOption('.view-as select', 'carol@example.com');
  await page.waitForSelector('#user');
  await page.waitForSelector('.editors .view-lines');
  // The second run has everything in place: connections, and the plan.
  for (let run = 0; run < 2; run += 1) {
    const query = page.locator('.bar button:has-text("Query")');
    if (await query.isVisible()) await query.click();
    await page.click('#run');
    await page.waitForSelector('.outcome:has-text("ms")', { state: 'attached' });
  }
  await page.click('#tab-calls');
  await page.waitForSelector('.waterfall');
  await page.mouse.move(0, 0);
}

const executablePath = BROWSERS.find((path) => existsSync(path));
if (executablePath === undefined) {
  console.error('No Chromium is installed: apt-get install chromium');
  process.exit(1);
}
mkdirSync(FOLDER, { recursive: true });
using _demo = await startDemo();
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
for (const viewport of SIZES) {
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
    const page = await context.newPage();
    await showCalls(page);
    const file = `graphiql-${viewport.width}-${colorScheme}.png`;
    const picture = smallerPng(await page.screenshot());
    writeFileSync(join(FOLDER, file), picture);
    console.log(`${file}  ${Math.round(picture.length / 1000)} kB`);
    await context.close();
  }
}
await browser.close();
