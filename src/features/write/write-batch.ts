import { type ErrorCode, GatewayError, type ServerMessage, toError } from '../../errors.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';

/** The result of one document of a bulk write. */
export interface BulkResult {
  readonly name: string;
  /** Null if it was written. */
  readonly error: Error | null;
  readonly messages: readonly ServerMessage[];
}

/** A document that a filter found. */
export interface MatchedDoc {
  readonly name: string;
  /** Its `modified` at that moment; null if the caller cannot read it. */
  readonly modified: string | null;
}

/** Errors that say nothing about the documents after them. */
const ABOUT_ONE_DOCUMENT: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'BAD_USER_INPUT',
  'FORBIDDEN',
  'NOT_FOUND',
  'CONFLICT',
  'INVALID',
]);

/** Whether no document is to be written after an error: its outcome is unknown, or further ones would fail, too. */
export function endsBulk(error: Error | null): boolean {
  if (error === null) return false;
  return !(error instanceof GatewayError) || error.details.outcome === 'UNKNOWN' || !ABOUT_ONE_DOCUMENT.has(error.code);
}

/**
 * Writes documents a few at a time, in their order, until one ends the bulk write.
 *
 * @returns the results of those that were begun: the first ones, all of which have ended.
 */
export async function writeBatch(
  scope: RequestScope,
  documents: readonly MatchedDoc[],
  write: (document: MatchedDoc) => Promise<readonly ServerMessage[]>,
): Promise<BulkResult[]> {
  const results: BulkResult[] = [];
  const waiting = documents.entries();
  let isOver = false;
  const work = async () => {
    for (const [index, document] of waiting) {
      const result = await attempt(document, write);
      results[index] = result;
      isOver ||= endsBulk(result.error);
      if (isOver || !hasTimeToWrite(scope)) return;
    }
  };
  await Promise.all(Array.from({ length: scope.limits.concurrentDocuments }, work));
  return results;
}

/** Whether a write that begins now has half of the operation's time to end in. */
export function hasTimeToWrite({ caller: { operation, signal } }: RequestScope): boolean {
  if (signal?.aborted) return false;
  return operation?.deadline == null || performance.now() < operation.deadline - operation.limits.timeout / 2;
}

async function attempt(
  document: MatchedDoc,
  write: (document: MatchedDoc) => Promise<readonly ServerMessage[]>,
): Promise<BulkResult> {
  const { name } = document;
  try {
    return { name, error: null, messages: await write(document) };
  } catch (error) {
    return { name, error: toError(error), messages: [] };
  }
}
