/**
 * `npm run screenshots`: pictures of the page for the documentation, at three widths, light and dark, of the demo. Needs
 * Chromium. Look at them before you commit them.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { startBrowser } from '../test/support/chromium.ts';
import { smallerPng } from './smaller-png.ts';
import { startDemo } from './start-demo.ts';

const FOLDER = join(import.meta.dirname, '../docs/images');

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

/** Shows the calls of the query, as carol. */
async function showCalls(page: Page, url: string): Promise<void> {
  await page.goto(`${url}#${new URLSearchParams({ query: QUERY })}`);
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

mkdirSync(FOLDER, { recursive: true });
using demo = await startDemo({ gateway: 4000, site: 8000 });
const browser = await startBrowser();
for (const viewport of SIZES) {
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
    const page = await context.newPage();
    await showCalls(page, demo.url);
    const file = `graphiql-${viewport.width}-${colorScheme}.png`;
    const picture = smallerPng(await page.screenshot());
    writeFileSync(join(FOLDER, file), picture);
    console.log(`${file}  ${Math.round(picture.length / 1000)} kB`);
    await context.close();
  }
}
await browser.close();
