import type { DocTypeMeta } from '../../metadata/doctype-meta.ts';
import type { DocPlan, Row } from '../../query/plan/read-plan.ts';

/** The kinds of changes that a client applies to its copy. */
export const SYNC_KINDS = ['CREATED', 'CHANGED', 'RENAMED', 'DELETED', 'NO_LONGER_VISIBLE'] as const;

export type SyncKind = (typeof SYNC_KINDS)[number];

/** One change of one document, for a client's copy. */
export interface SyncChange {
  readonly kind: SyncKind;
  readonly doctype: string;
  readonly name: string;
  /** The former name of a document that was renamed. */
  readonly oldName: string | null;
  /** When it happened, in the site's zone; null if that is not known. */
  readonly modified: string | null;
  /** The document as the caller reads it now; null if it is gone, or not asked for. */
  readonly document?: Row | Error | null;
}

/** The names of documents of one DocType that a client holds. */
export interface HeldNames {
  readonly doctype: DocTypeMeta;
  readonly names: readonly string[];
}

/** The question of a client for what changed. */
export interface ChangesPlan {
  readonly doctypes: readonly DocTypeMeta[];
  readonly since: string | null;
  readonly first: number;
  readonly held: readonly HeldNames[];
  /** The plans for the documents, by DocType; null if nothing is asked of them. */
  readonly documents: ReadonlyMap<string, DocPlan> | null;
}

/** The answer to it. */
export interface ChangesPage {
  readonly nodes: readonly SyncChange[];
  /** The token for the next question. */
  readonly next: string;
  /** Whether to ask again at once. */
  readonly hasMore: boolean;
  /** The DocTypes that the caller cannot read. */
  readonly refused: readonly string[];
}
