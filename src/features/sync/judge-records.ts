import type { DocTypeMeta } from '../../metadata/doctype-meta.ts';
import { mapConcurrently } from '../../metadata/map-concurrently.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { NewRow } from './read-news.ts';
import type { HeldNames, SyncChange } from './sync-change.ts';
import { visibleNames } from './visible-names.ts';

const DOCTYPES_AT_ONCE = 4;

/** The records of a site that may be news for the caller. */
export interface FoundRecords {
  readonly edits: readonly NewRow[];
  readonly deletions: readonly NewRow[];
  readonly shares: readonly NewRow[];
}

/** A record in a form in which it can be judged: the documents that it names. */
interface Candidate {
  readonly doctype: string;
  /** The name of the document now. */
  readonly name: string;
  readonly time: string;
  readonly kind: 'deleted' | 'renamed' | 'shared';
  /** Of a rename: the names before and after it; it may have been renamed again since. */
  readonly names: { readonly oldName: string; readonly newName: string } | null;
}

/**
 * Turns records of deletions, renames and shares into changes that the caller is allowed to learn of: one call for each
 * DocType shows which of the documents they can see now. A rename is reported to those who can see the document, whose
 * comments name it.
 */
export async function judgeRecords(
  scope: RequestScope,
  doctypes: readonly DocTypeMeta[],
  records: FoundRecords,
): Promise<SyncChange[]> {
  const followed = new Set(doctypes.map(({ name }) => name));
  const candidates = toCandidates(scope, records).filter(({ doctype }) => followed.has(doctype));
  const seen = await seenOf(
    scope,
    doctypes.map((doctype) => ({ doctype, names: namesOf(candidates, doctype.name) })),
  );
  return candidates.flatMap((candidate) => toChanges(candidate, (name) => seen(candidate.doctype, name)));
}

/** Those of the names that a client holds which the caller can no longer see, whatever the reason is. */
export async function findLost(scope: RequestScope, held: readonly HeldNames[]): Promise<SyncChange[]> {
  const seen = await seenOf(scope, held);
  return held.flatMap(({ doctype, names }) =>
    [...new Set(names)]
      .filter((name) => !seen(doctype.name, name))
      .map((name) => ({ kind: 'NO_LONGER_VISIBLE', doctype: doctype.name, name, oldName: null, modified: null })),
  );
}

async function seenOf(
  scope: RequestScope,
  wanted: readonly HeldNames[],
): Promise<(doctype: string, name: string) => boolean> {
  const asked = wanted.filter(({ names }) => names.length > 0);
  const found = await mapConcurrently(asked, DOCTYPES_AT_ONCE, ({ doctype, names }) =>
    visibleNames(scope, doctype, names),
  );
  const byDoctype = new Map(asked.map(({ doctype }, index) => [doctype.name, found[index]]));
  return (doctype, name) => byDoctype.get(doctype)?.has(name) === true;
}

function toCandidates({ sync }: RequestScope, { deletions, edits, shares }: FoundRecords): Candidate[] {
  const { toRename } = sync();
  return [
    ...deletions.map((row) => toCandidate(row, 'deleted', 'deleted', null)),
    ...edits.flatMap((row) => {
      const names = toRename(row.values);
      return names === null ? [] : [toCandidate(row, 'renamed', 'reference', names)];
    }),
    ...shares.map((row) => toCandidate(row, 'shared', 'share', null)),
  ];
}

/** @param prefix of the columns that hold the DocType and the name: `share_doctype` and `share_name`. */
function toCandidate(
  { values, time }: NewRow,
  kind: Candidate['kind'],
  prefix: string,
  names: Candidate['names'],
): Candidate {
  const [doctype, name] = [textOf(values[`${prefix}_doctype`]), textOf(values[`${prefix}_name`])];
  return { doctype, name, time, kind, names };
}

function namesOf(candidates: readonly Candidate[], doctype: string): string[] {
  return candidates.flatMap((candidate) =>
    candidate.doctype === doctype ? [candidate.name, ...(candidate.names ? [candidate.names.oldName] : [])] : [],
  );
}

function toChanges({ doctype, name, time, kind, names }: Candidate, isSeen: (name: string) => boolean): SyncChange[] {
  const change = { doctype, name, oldName: null, modified: time };
  // A document may have the name of one that was deleted before.
  if (kind === 'deleted') return isSeen(name) ? [] : [{ ...change, kind: 'DELETED' }];
  if (!isSeen(name)) return [];
  if (names === null) return [{ ...change, kind: 'CHANGED' }];
  const renamed: SyncChange = { ...change, kind: 'RENAMED', name: names.newName, oldName: names.oldName };
  // Another document may have the old name by now, and may have been reported before this rename is once more.
  return isSeen(names.oldName)
    ? [renamed, { ...change, kind: 'CHANGED', name: names.oldName, modified: null }]
    : [renamed];
}

function textOf(value: unknown): string {
  return String(value ?? '');
}
