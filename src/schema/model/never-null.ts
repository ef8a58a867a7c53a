import { fieldtypeOf } from '../../metadata/fieldtypes.ts';
import type { DocFieldEntry, DocTypeEntry } from './doctype-entry.ts';

/** Columns that a site sets in every document that it stores. */
const ALWAYS_SET: ReadonlySet<string> = new Set(['creation', 'modified', 'docstatus', 'idx']);

/**
 * Whether a document's field is null only with an error: its column is NOT NULL, or it is a table. A mandatory docfield
 * is not: documents stored before it was mandatory lack it. Neither is one that permlevels or masks hide from some
 * callers: for these, null is a usual value.
 */
export function isNeverNull({ meta }: DocTypeEntry, { docfield, kind }: DocFieldEntry): boolean {
  const { fieldname, permlevel, isMasked, isVirtual } = docfield;
  if (meta.isVirtual || isVirtual || isMasked || permlevel > 0) return false;
  if (ALWAYS_SET.has(fieldname)) return !meta.isSingle;
  return kind.kind === 'childTable' || (kind.kind === 'scalar' && fieldtypeOf(docfield).isZeroWhenEmpty);
}
