import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { parse } from 'graphql';
import { type Caller, callerFromEnvironment, sendQuery } from '../send-query.ts';

/** An account, with those below it. */
interface Account {
  name: string;
  account_name: string | null;
  is_group: boolean | null;
  /** The account's own currency; null for the company's. */
  account_currency: { name: string } | null;
  _meta?: { children: { nodes: Account[] | null; pageInfo: { hasNextPage: boolean } } };
}

const FIELDS = 'name account_name is_group account_currency { name }';

/** Charts of accounts are rarely deeper: Germany's SKR 04 has six levels, India's standard chart five. */
const LEVELS = 7;

type Chart = TypedDocumentNode<{ accounts: { nodes: Account[] | null } | null }, { company: string; first: number }>;

/**
 * The chart of accounts of a company, a line for each account, those below it indented. Each level is one call to the
 * site, however many accounts it has.
 *
 * @param width how many accounts may be below one.
 * @throws Error if an account has more below it, or more levels: nothing is left out in silence.
 */
export async function chartOfAccounts(caller: Caller, company: string, width = 200): Promise<string[]> {
  const { data, errors } = await sendQuery(caller, toDocument(LEVELS), { company, first: width });
  const roots = data?.accounts?.nodes;
  if (!roots || errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  return roots.flatMap((account) => toLines(account, 0));
}

function toDocument(levels: number): Chart {
  return parse(`query Chart($company: ID!, $first: Int!) {
    accounts(
      filter: { company: { eq: $company }, parent_account: { isSet: false } }
      first: $first
      orderBy: [{ name: ASC }]
    ) { nodes { ${FIELDS} ${below(levels - 1)} } }
  }`) as Chart;
}

function below(levels: number): string {
  if (levels === 0) return '';
  return `_meta {
    children(first: $first, orderBy: [{ name: ASC }]) { nodes { ${FIELDS} ${below(levels - 1)} } pageInfo { hasNextPage } }
  }`;
}

function toLines({ name, account_name, is_group, account_currency, _meta }: Account, depth: number): string[] {
  if (_meta?.children.pageInfo.hasNextPage) throw new Error(`${name} has more accounts below it than were asked for.`);
  if (is_group && _meta === undefined) throw new Error(`${name} is on level ${depth + 1}, and may have more below it.`);
  const currency = account_currency === null || is_group ? '' : `  ${account_currency.name}`;
  const line = `${'  '.repeat(depth)}${account_name ?? name}${currency}`;
  return [line, ...(_meta?.children.nodes ?? []).flatMap((child) => toLines(child, depth + 1))];
}

if (import.meta.main) {
  const { COMPANY = '' } = process.env;
  console.log((await chartOfAccounts(callerFromEnvironment(), COMPANY)).join('\n'));
}
