import type { DocEvent, DocEventKind } from '../../../events/doc-event.ts';
import type { RequestScope } from '../../../query/execution/scope/request-scope.ts';
import type { OperationPlan } from '../../../query/plan/operation-plan.ts';
import type { Row } from '../../../query/plan/read-plan.ts';
import type { Visibility } from '../look-at-doc.ts';

/**
 * The events that a root field of Subscription follows, and how a caller reads the documents that changed: made from
 * its arguments and selection, before anything happens.
 */
export interface ChangeFeed {
  /** The DocTypes whose events it listens to; null listens to all, as the site can get further ones. */
  readonly doctypes: ReadonlySet<string> | null;
  readonly kinds: ReadonlySet<DocEventKind>;
  /** The one document that was asked for; null listens to all. */
  readonly name: string | null;
  /** The position to continue from, as a resume token. */
  readonly after: string | null;
  /**
   * Asks the site once whether the caller may listen, so that a refusal comes at the start.
   *
   * @returns whether they can read the one document that they asked for.
   * @throws GatewayError
   */
  probe(scope: RequestScope): Promise<boolean>;
  /** Those of some documents that the caller may read and that match, by name. */
  readMatching(scope: RequestScope, doctype: string, names: readonly string[]): Promise<ReadonlyMap<string, Row>>;
  /** One document, whether it matches or not. */
  lookAt(scope: RequestScope, doctype: string, name: string): Promise<Visibility>;
}

/** The change that a subscriber receives: the source of its fields. */
export interface DocChange {
  readonly event: DocEvent;
  /** Whether the document is one that the stream shows. */
  readonly matches: boolean;
  /** The document as the caller may read it; null if it is gone. */
  readonly row: Row | null;
  readonly resumeToken: string;
}

/**
 * @returns what a subscription listens to; null if its root field has a stream of its own.
 * @throws what planning the root has thrown.
 */
export function feedOf({ roots }: OperationPlan): ChangeFeed | null {
  const [root] = roots.values();
  if (root?.error) throw root.error;
  return (root?.work.feed?.(root.plan) as ChangeFeed | undefined) ?? null;
}

/** The gateway's streams run what has a feed: one read serves all who ask the same with the same credential. */
export function fedByStreams(): never {
  throw new Error('A field with a feed is not subscribed to by itself.');
}
