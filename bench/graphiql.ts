/**
 * Measures visits of GraphiQL in Chromium, on the demo: `npm run bench:graphiql`. A first visit has nothing in the cache
 * of the browser, a second one has.
 */
import { setTimeout } from 'node:timers/promises';
import type { BrowserContext } from 'playwright-core';
import { startDemo } from '../graphiql/start-demo.ts';
import { startBrowser } from '../test/support/chromium.ts';

const VISITS = 5;
/** A visit that loads nothing for so long has loaded everything. */
const QUIET_MS = 1_000;
const QUERY = '{ site { frappeVersion } }';

interface Visit {
  readonly requests: number;
  /** Sent to the browser, headers included. */
  readonly bytes: number;
  /** From the beginning of the visit, ms. */
  readonly paint: number;
  /** Until the operation can be edited and run. */
  readonly editor: number;
  /** Until the answer of a query is shown that runs at once. */
  readonly answer: number;
}

using demo = await startDemo({ gateway: 4010, site: 8010 });
const browser = await startBrowser();
const visits: Record<string, Visit[]> = { 'first visit after a start': [], 'first visit': [], 'second visit': [] };
for (let round = 0; round <= VISITS; round += 1) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  visits[round === 0 ? 'first visit after a start' : 'first visit']?.push(await visit(context));
  if (round > 0) visits['second visit']?.push(await visit(context));
  await context.close();
}
await browser.close();
console.log('| | requests | kB | first paint, ms | editor, ms | first answer, ms |');
console.log('|---|---|---|---|---|---|');
for (const [name, some] of Object.entries(visits)) {
  const median = (part: keyof Visit) =>
    Math.round(some.map((each) => each[part]).sort((a, b) => a - b)[some.length >> 1] ?? 0);
  const figures = [
    median('requests'),
    Math.round(median('bytes') / 1000),
    median('paint'),
    median('editor'),
    median('answer'),
  ];
  console.log(`| ${name} | ${figures.map((each) => each.toLocaleString('en')).join(' | ')} |`);
}

async function visit(context: BrowserContext): Promise<Visit> {
  const page = await context.newPage();
  const protocol = await context.newCDPSession(page);
  await protocol.send('Network.enable');
  let [requests, bytes, last] = [0, 0, performance.now()];
  protocol.on('Network.loadingFinished', ({ encodedDataLength }) => {
    requests += encodedDataLength > 0 ? 1 : 0;
    bytes += encodedDataLength;
    last = performance.now();
  });
  const start = performance.now();
  await page.goto(`${demo.url}#${new URLSearchParams({ query: QUERY })}`, { waitUntil: 'commit' });
  await page.waitForSelector('.editors .view-lines:has-text("frappeVersion")');
  const editor = performance.now() - start;
  await page.click('#run');
  await page.waitForSelector('#panel-answer .view-lines:has-text("frappeVersion")');
  const answer = performance.now() - start;
  while (performance.now() - last < QUIET_MS) await setTimeout(QUIET_MS);
  const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0);
  await page.close();
  return { requests, bytes, paint, editor, answer };
}
