import type { DocEvent } from '../../events/doc-event.ts';
import type { ChangeFeed } from '../../features/subscription/fields/change-feed.ts';
import type { Visibility } from '../../features/subscription/look-at-doc.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { Row } from '../../query/plan/read-plan.ts';

/** The visibility of a changed document for the caller. */
export type ChangeVisibility = { readonly row: Row; readonly matches: boolean } | 'hidden' | 'gone';

/** The audience of a change, and the memory of its document. */
export interface Decision {
  /**
   * `shown` are those whom the stream has shown the document; `knowing` also those who may read it and asked for it.
   */
  readonly audience: 'all' | 'shown' | 'knowing' | 'nobody';
  readonly matches: boolean;
  readonly row: Row | null;
  /** `takeBack`: it is not shown any more, and may still be read. */
  readonly memory: 'show' | 'takeBack' | 'forget' | 'keep';
}

/** The key of a document among all of its site. */
export function keyOf({ doctype, name }: Pick<DocEvent, 'doctype' | 'name'>): string {
  return `${doctype}\n${name}`;
}

/**
 * Looks at the documents of some events, as the caller: one call for each DocType. Only a known document that
 * is not among the matching ones is read once more by itself.
 */
export async function readVisibility(
  scope: RequestScope,
  feed: ChangeFeed,
  events: readonly DocEvent[],
  isKnown: (key: string) => boolean,
): Promise<ReadonlyMap<string, ChangeVisibility>> {
  const byDocument = new Map<string, ChangeVisibility>();
  await Promise.all(
    [...namesByDoctype(events)].map(async ([doctype, names]) => {
      const rows = await feed.readMatching(scope, doctype, [...names]);
      await Promise.all(
        [...names].map(async (name) => {
          const key = keyOf({ doctype, name });
          const row = rows.get(name);
          if (row) byDocument.set(key, { row, matches: true });
          else if (isKnown(key)) byDocument.set(key, toUnmatched(await feed.lookAt(scope, doctype, name)));
        }),
      );
    }),
  );
  return byDocument;
}

function toUnmatched(visibility: Visibility): ChangeVisibility {
  return typeof visibility === 'string' ? visibility : { row: visibility.row, matches: false };
}

function namesByDoctype(events: readonly DocEvent[]): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>();
  for (const { doctype, name, kind } of events) {
    if (kind !== 'DELETE') names.set(doctype, (names.get(doctype) ?? new Set()).add(name));
  }
  return names;
}

/**
 * Decides who is notified of an event. Callers who cannot read the document learn nothing, not even that something
 * happened.
 */
export function decide({ kind }: DocEvent, visibility: ChangeVisibility | undefined): Decision {
  const gone = { matches: false, row: null } as const;
  if (kind === 'DELETE') return { ...gone, audience: 'knowing', memory: 'forget' };
  // Deleted meanwhile: the event that says so is still to come.
  if (visibility === undefined || visibility === 'gone') return { ...gone, audience: 'nobody', memory: 'keep' };
  if (visibility === 'hidden') return { ...gone, audience: 'nobody', memory: 'forget' };
  if (visibility.matches) return { audience: 'all', matches: true, row: visibility.row, memory: 'show' };
  return { audience: 'shown', matches: false, row: visibility.row, memory: 'takeBack' };
}
