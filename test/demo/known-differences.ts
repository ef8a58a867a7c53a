import type { FrappeMajor } from '../../demo/demo-site.ts';

/** An exchange that the demo site answers otherwise than the recorded one did. */
export interface KnownDifference {
  versions: readonly FrappeMajor[];
  id: string;
  reason: string;
}

/** Every one of them; the replay fails on a difference that is not listed, and on a listed one that is gone. */
export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [];

/** Lists that name no order: which rows come first is the database's own affair. */
export const UNORDERED: readonly string[] = ['fields.table-field', 'fields.virtual-field'];
