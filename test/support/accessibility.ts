import axe from 'axe-core';
import type { Page } from 'playwright-core';

interface Finding {
  readonly id: string;
  readonly impact?: string | null;
  readonly nodes: readonly { readonly html: string }[];
}

/**
 * Looks for what keeps people who use a keyboard or a screen reader from using a page.
 *
 * @returns a line for each finding of axe that is serious or critical.
 */
export async function findBarriers(page: Page): Promise<string[]> {
  // Through the debugger, which the policy of the page does not bind.
  await page.evaluate(axe.source);
  const findings = await page.evaluate(async () => {
    const { run } = (globalThis as unknown as { axe: typeof axe }).axe;
    return (await run(document, { resultTypes: ['violations'] })).violations as Finding[];
  });
  return findings
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' ')}`);
}
