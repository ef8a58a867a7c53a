import { expect } from 'vitest';
import type { ContractCase } from '../../contract-case.ts';
import { createErpnextUser } from './erpnext-user.ts';

interface Node {
  name: string;
  _meta?: { children: { nodes: Node[]; pageInfo: { hasNextPage: boolean } } };
}

const LEVELS = 6;

/** Levels of a tree, each within the one above it. */
function children(levels: number): string {
  if (levels === 0) return '';
  return `_meta { children(first: 100) { pageInfo { hasNextPage } nodes { name ${children(levels - 1)} } } }`;
}

/** Trees of ERPNext, unfolded. */
export const TREE_CASES: readonly ContractCase[] = [
  {
    name: 'the chart of accounts unfolds level by level, and has every account',
    needsApp: 'erpnext',
    timeout: 120_000,
    run: async (site) => {
      const { ask } = await createErpnextUser(site);
      const company = (await ask('{ companies(first: 1) { nodes { name } } }')).companies.nodes[0].name;
      const { accounts } = await ask(
        `query ($company: ID!) {
          accounts(first: 10, filter: { company: { eq: $company }, parent_account: { isSet: false } }) {
            nodes { name ${children(LEVELS - 1)} }
          }
        }`,
        { company },
      );
      const flatten = (nodes: Node[]): string[] =>
        nodes.flatMap(({ name, _meta }) => [name, ...flatten(_meta?.children.nodes ?? [])]);
      const found = flatten(accounts.nodes);
      expect(new Set(found).size).toBe(found.length);
      const { all } = await ask(
        'query ($company: ID!) { all: accounts(first: 1, filter: { company: { eq: $company } }) { totalCount } }',
        { company },
      );
      expect(found.length).toBe(all.totalCount);
    },
  },
];
