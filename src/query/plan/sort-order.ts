import type { DocTypeMeta } from '../../metadata/doctype-meta.ts';

/** One column to sort by. */
export interface SortKey {
  fieldname: string;
  direction: 'asc' | 'desc';
}

/**
 * Writes Frappe's `order_by`. The name is always the last key, so that rows which are equal otherwise keep their order
 * from page to page.
 *
 * @param isJoined whether the call joins other tables, which may have columns of the same name.
 */
export function toOrderBy(doctype: DocTypeMeta, keys: readonly SortKey[], isJoined = false): string {
  const isOrderedByName = keys.some((key) => key.fieldname === 'name');
  const all = isOrderedByName ? keys : [...keys, { fieldname: 'name', direction: 'asc' as const }];
  return all.map((key) => `${toColumn(doctype, key.fieldname, isJoined)} ${key.direction}`).join(', ');
}

const SQL_WORDS = new Set(
  `add all alter and as asc before between both by call case change check class column condition constraint convert
   create cross current_date current_time current_user cursor database default delete desc describe distinct div drop
   each else end exists explain false fetch float for force foreign from fulltext function grant group groups having
   if ignore in index inner insert int interval into is join key keys kill left like limit lines load lock long match
   mod natural not null of on option or order out outer over partition primary procedure range rank read references
   regexp release rename repeat replace require restrict return revoke right row rows select separator set show
   signal sql ssl starting system table terminated then to trigger true undo union unique unlock unsigned update
   usage use user using values when where while window with write xor zerofill`.split(/\s+/),
);

/** Frappe takes a plain column, or one with its table, which also lets names through that are words of SQL. */
function toColumn(doctype: DocTypeMeta, fieldname: string, isJoined: boolean): string {
  const isPlain = !isJoined && /^[a-z][a-z0-9_]*$/.test(fieldname) && !SQL_WORDS.has(fieldname);
  return isPlain ? fieldname : `\`tab${doctype.name}\`.\`${fieldname}\``;
}
