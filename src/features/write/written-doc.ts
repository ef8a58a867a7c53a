import { type ServerMessage, toError } from '../../errors.ts';
import type { DocTypeMeta } from '../../metadata/doctype-meta.ts';
import { completeRows } from '../../query/execution/complete-rows.ts';
import type { MadeDoc } from '../../query/execution/scope/key-access.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { DocPlan, Row } from '../../query/plan/read-plan.ts';

/** The result of a write. */
export interface WrittenDoc {
  /** The document as the caller may see it; an error if it was written, and could not be shown. */
  doc: Row | Error | null;
  messages: readonly ServerMessage[];
  /** Present if the write made the document. */
  isCreated?: true;
}

/** The document to write, and the caller's selection of it. */
export interface WriteTarget {
  readonly doctype: DocTypeMeta;
  /** Null if nothing of the document is asked for. */
  readonly plan: DocPlan | null;
  /** Called with new documents once the site has stored them, before anything else is done. */
  readonly onCreated?: (made: readonly MadeDoc[]) => Promise<void>;
}

/**
 * Shows the document that the site echoed as a query would show it: what the caller cannot read is taken out, and what
 * their selection needs beyond the document is read. A failure of that does not fail the write.
 */
export async function showWritten(
  scope: RequestScope,
  { plan }: WriteTarget,
  doc: Row,
  messages: readonly ServerMessage[],
): Promise<WrittenDoc> {
  if (plan === null) return { doc: null, messages };
  try {
    await completeRows(scope, plan, [doc], 'document');
    return { doc, messages };
  } catch (error) {
    return { doc: toError(error), messages };
  }
}
