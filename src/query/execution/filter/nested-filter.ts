import type { FrappeFilter, NestedFilter } from '../../../frappe/frappe-filter.ts';
import { fitsIntoUrl } from '../../../frappe/list-request.ts';
import type { DocTypeMeta } from '../../../metadata/doctype-meta.ts';
import { isTreeTest } from '../../plan/filter.ts';
import type { ResolvedFilter } from './resolve-tests.ts';
import { joinNested, toWireConditions } from './wire-filter.ts';

/** Counts the documents that a list call finds, on sites that take aggregates as objects. */
export const COUNT_FIELD = { COUNT: '*', as: 'n' };

/**
 * Writes a filter of any nesting as one nested list of conditions, which the newer v2 lists take.
 *
 * @returns null if it cannot be written so, because tests of child rows repeat their documents, or if it is too long
 * for the URL of a call that counts documents or lists their names.
 */
export function toNestedFilter(doctype: DocTypeMeta, filter: ResolvedFilter): NestedFilter | null {
  const nested = write(filter);
  if (nested === null || nested === 'all' || nested === 'nothing') return null;
  const shortest = { doctype: doctype.name, fields: [COUNT_FIELD], nested, orderBy: 'name asc', limit: 1_000_000 };
  return fitsIntoUrl(shortest) ? nested : null;
}

/** Whether plain filters can be combined with a nested part: v17 refuses some operators there. */
export function canNestWith(filters: readonly FrappeFilter[]): boolean {
  return !filters.some((filter) => filter.some((part) => typeof part === 'string' && / of$/.test(part)));
}

type Written = NestedFilter | 'all' | 'nothing' | null;

function write(filter: ResolvedFilter): Written {
  switch (filter.kind) {
    case 'row':
      return null;
    case 'condition': {
      // v17 refuses tree operators inside nested lists.
      if (isTreeTest(filter)) return null;
      const wire = toWireConditions(filter);
      return wire === null ? 'nothing' : joinNested('and', wire);
    }
    default: {
      const parts = filter.parts.map(write);
      if (parts.includes(null)) return null;
      const [decisive, neutral] = filter.kind === 'and' ? ['nothing', 'all'] : ['all', 'nothing'];
      if (parts.includes(decisive as Written)) return decisive as Written;
      const rest = parts.filter((part) => part !== neutral) as NestedFilter[];
      return rest.length === 0 ? (neutral as Written) : joinNested(filter.kind, rest);
    }
  }
}
