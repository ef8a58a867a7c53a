import type { DocTypeEntry } from './doctype-entry.ts';

/** Whether a new document has the name that its creator gives it; all other names are made by a rule. */
export function isNamedByCaller({ meta }: DocTypeEntry): boolean {
  const autoname = meta.autoname?.toLowerCase();
  return autoname === 'prompt' || autoname === 'uuid' || (meta.namingRule === 'Set by user' && !meta.isSingle);
}
