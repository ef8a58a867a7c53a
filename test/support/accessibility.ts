import axe from 'axe-core';
import type { Page } from 'playwright-core';

interface Finding {
  readonly id: string;
  readonly impact?: string | null;
  readonly nodes: readonly { readonly html: string }[];
}

/** The parts of a page to look at, and the rules to look for. */
interface Scope {
  /** A selector; the whole page by default. */
  readonly within?: string;
  /** IDs of rules of axe; all by default. */
  readonly rules?: readonly string[];
}

/**
 * Looks for what keeps people who use a keyboard or a screen reader from using a page.
 *
 * @returns a line for each finding of axe, apart from those that axe calls minor.
 */
export async function findBarriers(page: Page, { within = ':root', rules }: Scope = {}): Promise<string[]> {
  // Through the debugger, which the policy of the page does not bind.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const given = { resultTypes: ['violations' as const], ...(rules && { runOnly: [...rules] }) };
  const findings = await page.evaluate(
    async ([selector, options]) => {
      const { run } = (globalThis as unknown as { axe: typeof axe }).axe;
      return (await run(selector, options)).violations as Finding[];
    },
    [within, given] as const,
  );
  return findings
    .filter(({ impact }) => impact !== 'minor')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' ')}`);
}
