import type { DocEvent } from '../../events/doc-event.ts';
import type { Row } from '../../operations/read-plan.ts';
import type { RequestScope } from '../../operations/request-scope.ts';
import type { Sight } from '../../operations/subscription/look-at-doc.ts';
import type { ChangeFeed } from '../../schema/subscription/change-feed.ts';

/** What the caller sees of a document that changed. */
export type ChangedSight = { readonly row: Row; readonly matches: boolean } | 'hidden' | 'gone';

/** Who is told of a change, and what is remembered of the document. */
export interface Decision {
  /** `shown` are those whom the stream has shown the document; `knowing` also those who may read it and asked for it. */
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
 * Looks at the documents of some events, as the caller: one call for each DocType. Only a document that somebody
 * knows of, and that is not among what matches now, is looked at once more by itself.
 */
export async function readSights(
  scope: RequestScope,
  feed: ChangeFeed,
  events: readonly DocEvent[],
  isKnown: (key: string) => boolean,
): Promise<ReadonlyMap<string, ChangedSight>> {
  const sights = new Map<string, ChangedSight>();
  await Promise.all(
    [...namesByDoctype(events)].map(async ([doctype, names]) => {
      const rows = await feed.readMatching(scope, doctype, [...names]);
      await Promise.all(
        [...names].map(async (name) => {
          const key = keyOf({ doctype, name });
          const row = rows.get(name);
          if (row) sights.set(key, { row, matches: true });
          else if (isKnown(key)) sights.set(key, toUnmatched(await feed.lookAt(scope, doctype, name)));
        }),
      );
    }),
  );
  return sights;
}

function toUnmatched(sight: Sight): ChangedSight {
  return typeof sight === 'string' ? sight : { row: sight.row, matches: false };
}

function namesByDoctype(events: readonly DocEvent[]): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>();
  for (const { doctype, name, kind } of events) {
    if (kind !== 'DELETE') names.set(doctype, (names.get(doctype) ?? new Set()).add(name));
  }
  return names;
}

/** Decides who is told of an event. Who may not read the document learns nothing, not even that something happened. */
export function decide({ kind }: DocEvent, sight: ChangedSight | undefined): Decision {
  const gone = { matches: false, row: null } as const;
  if (kind === 'DELETE') return { ...gone, audience: 'knowing', memory: 'forget' };
  // Deleted meanwhile: the event that says so is still to come.
  if (sight === undefined || sight === 'gone') return { ...gone, audience: 'nobody', memory: 'keep' };
  if (sight === 'hidden') return { ...gone, audience: 'nobody', memory: 'forget' };
  if (sight.matches) return { audience: 'all', matches: true, row: sight.row, memory: 'show' };
  return { audience: 'shown', matches: false, row: sight.row, memory: 'takeBack' };
}
