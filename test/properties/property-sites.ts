import { expect } from 'vitest';
import type { DemoSite } from '../../demo/demo-site.ts';
import {
  type AskOptions,
  type Caller,
  type ContractSite,
  startContractDemo,
  startContractSite,
} from '../contract/contract-site.ts';
import { readSiteSettings } from '../contract/site-settings.ts';
import type { GraphqlAnswer } from '../support/start-gateway.ts';

/** The sites that properties are tried on: demo sites of the oldest and newest version, and real ones where configured. */
export const PROPERTY_SITES: [label: string, start: () => Promise<ContractSite>][] = [
  ['a demo site of v14', () => startContractDemo(14)],
  ['a demo site of v17', () => startContractDemo(17)],
  ...readSiteSettings(process.env).map((settings): [string, () => Promise<ContractSite>] => [
    settings.url,
    () => startContractSite(settings),
  ]),
];

/** @returns how often a property is tried: `PROPERTY_RUNS`, or the given number. */
export function runsOr(usual: number): number {
  return Number(process.env.PROPERTY_RUNS ?? usual);
}

/** Asks, and holds the calls that reached the site against the cost that was told before; only demo sites count calls. */
export async function askBounded(site: ContractSite, query: string, options: AskOptions): Promise<GraphqlAnswer> {
  const before = site.demo?.requests.length ?? 0;
  const answer = await site.ask(query, options);
  const cost = answer.extensions?.cost as { calls: number } | undefined;
  if (site.demo && cost) expect(site.demo.requests.length - before).toBeLessThanOrEqual(cost.calls);
  return answer;
}

interface AnsweredPage<Row> {
  nodes: Row[];
  totalCount?: number;
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/** Reads the one list of a query page after page, as far as `$after` leads. The number that was counted is that of the rows. */
export async function readPages<Row>(
  site: ContractSite,
  as: Caller,
  query: string,
  variables: Record<string, unknown>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let after: string | null = null, pages = 0; ; pages += 1) {
    expect(pages).toBeLessThan(100);
    const answer = await askBounded(site, query, { as, variables: { ...variables, after } });
    expect(answer.errors).toBeUndefined();
    const page = Object.values(answer.data as Record<string, AnsweredPage<Row>>)[0] as AnsweredPage<Row>;
    rows.push(...page.nodes);
    if (page.pageInfo.hasNextPage) {
      after = page.pageInfo.endCursor;
      continue;
    }
    if (page.totalCount !== undefined) expect(page.totalCount).toBe(rows.length);
    return rows;
  }
}

/** Some text columns become NULL and some '', as sites have both, and some times get a fraction. */
export function makeBlanks({ database }: DemoSite): void {
  for (const column of ['region', 'status', 'custom_loyalty_tier', 'referred_by']) {
    database.run(`UPDATE "tabShop Customer" SET "${column}" = NULL WHERE rowid % 5 = 0`);
    database.run(`UPDATE "tabShop Customer" SET "${column}" = '' WHERE rowid % 5 = 1`);
  }
  database.run(`UPDATE "tabShop Customer" SET "customer_since" = NULL WHERE rowid % 7 = 0`);
  for (const column of ['opening_time', 'last_contact']) {
    const set = `"${column}" = "${column}" || '.500000'`;
    database.run(`UPDATE "tabShop Customer" SET ${set} WHERE rowid % 3 = 0 AND "${column}" NOT LIKE '%.%'`);
  }
  for (const column of ['satisfaction', 'lead_time']) {
    database.run(`UPDATE "tabShop Customer" SET "${column}" = NULL WHERE rowid % 6 = 0`);
    database.run(`UPDATE "tabShop Customer" SET "${column}" = 0 WHERE rowid % 6 = 1`);
  }
}
