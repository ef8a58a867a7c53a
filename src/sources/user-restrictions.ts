import { createHash } from 'node:crypto';
import { GatewayError, hasCode } from '../errors.ts';
import { readAll } from './account-records.ts';
import type { EventSite } from './event-site.ts';

/** How much the User Permissions of a user can stand for. */
export interface RestrictionBounds {
  readonly trees: number;
  /** Nodes of all these trees together. */
  readonly nodes: number;
}

/** A row of a User Permission, by what decides about documents. */
type Restriction = Readonly<Record<'allow' | 'for_value' | 'applicable_for', unknown>>;

interface TreeNode {
  readonly name: string;
  readonly lft: number;
  readonly rgt: number;
}

/**
 * A short text that changes with what the User Permissions of a user allow. A node of a tree allows the nodes below it,
 * so one that moves takes documents along that nobody changed.
 *
 * @param isFlat whether a DocType is known not to be a tree.
 * @throws GatewayError `FILTER_TOO_BROAD` if the User Permissions stand for more.
 */
export async function readRestrictions(
  site: EventSite,
  user: string,
  isFlat: (doctype: string) => boolean,
  bounds: RestrictionBounds,
): Promise<string> {
  const rows = (await readAll(site, {
    doctype: 'User Permission',
    fields: ['allow', 'for_value', 'applicable_for', 'apply_to_all_doctypes', 'hide_descendants'],
    filters: [['user', '=', user]],
    orderBy: 'name asc',
    limit: 0,
  })) as unknown as Restriction[];
  const trees = [...new Set(rows.map(({ allow }) => String(allow)))].filter((doctype) => !isFlat(doctype)).sort();
  if (trees.length > bounds.trees) throw tooBroad(`${trees.length} trees`);
  const nodes: string[][] = [];
  for (const doctype of trees) {
    const left = bounds.nodes - nodes.reduce((sum, names) => sum + names.length, 0);
    nodes.push(await readAllowedNodes(site, doctype, valuesOf(rows, doctype), left));
  }
  return createHash('sha256')
    .update(JSON.stringify([rows, nodes]))
    .digest('base64url')
    .slice(0, 16);
}

function valuesOf(rows: readonly Restriction[], doctype: string): string[] {
  return [...new Set(rows.filter(({ allow }) => allow === doctype).map(({ for_value: value }) => String(value)))];
}

/** The names of some nodes and of those below them, in the order of the tree. @param most how many there can be. */
async function readAllowedNodes(
  site: EventSite,
  doctype: string,
  names: readonly string[],
  most: number,
): Promise<string[]> {
  const read = async (filters: NonNullable<Parameters<typeof readAll>[1]['filters']>): Promise<TreeNode[]> => {
    const query = { doctype, fields: ['name', 'lft', 'rgt'], filters, orderBy: 'lft asc', limit: most + 1 };
    return (await readAll(site, query)) as unknown as TreeNode[];
  };
  const roots = await read([['name', 'in', names]]).catch(withoutTree);
  if (roots.length > most) throw tooBroad('too many nodes of trees');
  const inner = roots.filter(({ lft, rgt }) => rgt > lft + 1);
  if (inner.length === 0) return roots.map(({ name }) => name);
  const [from, to] = [Math.min(...inner.map(({ lft }) => lft)), Math.max(...inner.map(({ rgt }) => rgt))];
  const found = await read([
    ['lft', '>=', from],
    ['rgt', '<=', to],
  ]);
  if (found.length > most) throw tooBroad('too many nodes of trees');
  const isBelow = (node: TreeNode) => roots.some(({ lft, rgt }) => node.lft >= lft && node.rgt <= rgt);
  return [...roots, ...found.filter(isBelow)].map(({ name }) => name);
}

/** A DocType of which the gateway knows nothing may have no nodes. */
function withoutTree(error: unknown): [] {
  if (hasCode(error, 'INVALID')) return [];
  throw error;
}

function tooBroad(what: string): GatewayError {
  const message = `Your User Permissions cover ${what}, so changes of what you can see cannot be followed.`;
  return new GatewayError('FILTER_TOO_BROAD', message);
}
