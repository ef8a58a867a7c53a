import type { FrappeFilter, NestedFilter } from '../../frappe/list-request.ts';
import { type Condition, isTreeTest } from './filter.ts';
import type { ResolvedFilter } from './resolve-tests.ts';
import { joinNested, toWireConditions, type WireFilter } from './wire-filter.ts';

/** Bytes of a nested filter in a URL: its list call has no form with a body. */
const MAX_ENCODED_BYTES = 2_500;

/**
 * Writes a filter of any nesting as one nested list of conditions, which the newer v2 lists take.
 *
 * @returns null where it cannot be said so: tests of child rows repeat their documents, and a URL has an end.
 */
export function toNestedFilter(filter: ResolvedFilter): NestedFilter | null {
  const nested = write(filter);
  if (nested === null || nested === 'all' || nested === 'nothing') return null;
  return encodedBytes(nested) <= MAX_ENCODED_BYTES ? nested : null;
}

/** Whether a filter with a nested part is short enough for its call. */
export function fitsIntoUrl({ filters, nested }: WireFilter): boolean {
  return encodedBytes([filters, nested]) <= MAX_ENCODED_BYTES;
}

/** Whether plain filters can stand beside a nested part: v17 refuses some operators there. */
export function canNestWith(filters: readonly FrappeFilter[]): boolean {
  return !filters.some((filter) => filter.some((part) => typeof part === 'string' && / of$/.test(part)));
}

function encodedBytes(value: unknown): number {
  return encodeURIComponent(JSON.stringify(value)).length;
}

type Written = NestedFilter | 'all' | 'nothing' | null;

function write(filter: ResolvedFilter): Written {
  switch (filter.kind) {
    case 'row':
      return null;
    case 'condition': {
      // v17 refuses tree operators inside nested lists.
      if (isTreeTest(filter as Condition)) return null;
      const wire = toWireConditions(filter as Condition);
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
