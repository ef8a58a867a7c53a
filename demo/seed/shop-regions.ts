import type { Row } from '../database/demo-database.ts';

const ZONES = ['North', 'South', 'East', 'West', 'Central'] as const;
/** Regions that the recorded site does not have. */
const MISSING = /^North 1-E$|^Central 2-/;

interface Node {
  name: string;
  code: string;
  children: Node[];
}

/** The tree of regions: zones, districts, and 44 leaves such as `North 1-A`. */
export function regionRows(): Row[] {
  const rows: Row[] = [];
  let counter = 0;
  const visit = (node: Node, parent: string | null) => {
    counter += 1;
    const row: Row = {
      name: node.name,
      region_name: node.name,
      region_code: node.code,
      is_group: node.children.length > 0 || !/-/.test(node.name) ? 1 : 0,
      parent_shop_region: parent,
      old_parent: parent,
      lft: counter,
    };
    rows.push(row);
    for (const child of node.children) visit(child, node.name);
    counter += 1;
    row.rgt = counter;
  };
  visit({ name: 'All Regions', code: 'ALL', children: ZONES.map(zone) }, null);
  return rows;
}

/** The names of the leaves, by alphabet: customers take turns through them. */
export const LEAF_REGIONS: readonly string[] = ZONES.flatMap((name) =>
  leavesOf(name, 1).concat(leavesOf(name, 2)),
).sort();

function zone(name: string): Node {
  const code = name.slice(0, 1);
  const districts = [1, 2].map((number) => ({
    name: `${name} District ${number}`,
    code: `${code}${number}`,
    children: leavesOf(name, number).map((leaf) => ({
      name: leaf,
      code: `${code}${leaf.slice(-3).replace('-', '')}`,
      children: [],
    })),
  }));
  return { name, code, children: districts };
}

function leavesOf(zoneName: string, district: number): string[] {
  return [...'ABCDE'].map((letter) => `${zoneName} ${district}-${letter}`).filter((leaf) => !MISSING.test(leaf));
}
