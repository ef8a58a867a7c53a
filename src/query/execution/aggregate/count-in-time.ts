import { GatewayError } from '../../../errors.ts';
import type { DocTypeMeta } from '../../../metadata/doctype-meta.ts';
import type { CountNeed } from '../../plan/read-plan.ts';
import type { WireFilter } from '../filter/wire-filter.ts';
import type { RequestScope } from '../scope/request-scope.ts';
import { countDocs } from './count-docs.ts';

/** How many documents there are. */
export interface DocCount {
  readonly value: number;
  /** Whether counting stopped at the limit: there are more. */
  readonly isCapped: boolean;
}

/** The count where nothing can match. */
export const NO_DOCS: DocCount = { value: 0, isCapped: false };

/**
 * Counts what the caller may see, for a connection.
 *
 * @param need `capped` stops at the limit of counts.
 * @returns null if it takes longer than counts are allowed to.
 */
export async function countInTime(
  scope: RequestScope,
  doctype: DocTypeMeta,
  wire: WireFilter,
  need: Exclude<CountNeed, 'none'>,
): Promise<DocCount | null> {
  const { countLimit, countTimeout } = scope.limits;
  const late = new AbortController();
  const reason = new GatewayError('UPSTREAM_TIMEOUT', 'The documents were not counted in time.');
  const timer = setTimeout(() => late.abort(reason), countTimeout);
  const signal = AbortSignal.any([late.signal, ...(scope.caller.signal ? [scope.caller.signal] : [])]);
  try {
    const counted = { ...scope, caller: { ...scope.caller, signal } };
    const limit = need === 'capped' ? countLimit : null;
    const value = await countDocs(counted, doctype, wire, limit === null ? null : limit + 1);
    if (value === null) return null;
    return limit !== null && value > limit ? { value: limit, isCapped: true } : { value, isCapped: false };
  } catch (error) {
    if (late.signal.aborted) return null;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
