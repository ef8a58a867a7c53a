import { expect } from 'vitest';
import type { AskOptions, ContractSite } from './contract-site.ts';

/** A row as a query answers it. */
export type AnsweredRow = Record<string, unknown> & { name: string };

/** A list that is read page by page. */
export interface PagedRead extends AskOptions {
  /** The root field, such as `shopOrders`. */
  list: string;
  /** What is asked of each row beside its name. */
  fields?: string;
  /** As text of a query. */
  filter?: string;
  /** As text of a query; by name when absent. */
  orderBy?: string;
  pageSize?: number;
}

/** Reads every row of a list by `first` and `offset`, and expects no errors. */
export async function readAll(site: ContractSite, read: PagedRead): Promise<AnsweredRow[]> {
  const { list, fields = '', filter = '{}', orderBy = '[{ name: ASC }]', pageSize = 500, ...options } = read;
  const query = `query ($offset: Int!) {
    page: ${list}(first: ${pageSize}, offset: $offset, orderBy: ${orderBy}, filter: ${filter}) {
      pageInfo { hasNextPage }
      nodes { name ${fields} }
    }
  }`;
  const rows: AnsweredRow[] = [];
  for (let hasNextPage = true; hasNextPage; ) {
    const answer = await site.ask(query, { ...options, variables: { ...options.variables, offset: rows.length } });
    expect(answer.errors).toBeUndefined();
    rows.push(...answer.data.page.nodes);
    hasNextPage = answer.data.page.pageInfo.hasNextPage;
    if (hasNextPage) expect(answer.data.page.nodes).toHaveLength(pageSize);
  }
  return rows;
}

/** The names of all rows that a filter finds. */
export async function readNames(site: ContractSite, list: string, filter: string): Promise<string[]> {
  return (await readAll(site, { list, filter })).map((row) => row.name);
}

/** How many rows a filter finds, as the site counts them. */
export async function countAll(site: ContractSite, read: Pick<PagedRead, 'list' | 'filter' | 'as' | 'variables'>) {
  const { list, filter = '{}', ...options } = read;
  const answer = await site.ask(`{ page: ${list}(filter: ${filter}) { totalCount } }`, options);
  expect(answer.errors).toBeUndefined();
  return answer.data.page.totalCount as number;
}
