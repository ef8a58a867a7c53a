import type { GatewayClient } from './client.ts';
import { ResumeExpiredError, UnavailableError } from './errors.ts';
import { type NodeOf, rootOf, type TypedDocument } from './typed-document.ts';

/** Names of documents of a DocType. */
export interface HeldNames {
  readonly doctype: string;
  readonly names: readonly string[];
}

/** A step that changes a copy. */
export type CopyStep<Document = unknown> =
  /** Store the document, whether or not the copy has it. */
  | { readonly action: 'store'; readonly doctype: string; readonly name: string; readonly document: Document }
  /** Drop it, if the copy has it. */
  | { readonly action: 'drop'; readonly doctype: string; readonly name: string }
  /** Replace `oldName` by `name` in links to it: the site reports no change of the documents that link to it. */
  | { readonly action: 'relink'; readonly doctype: string; readonly name: string; readonly oldName: string }
  /** Drop all documents of the DocType: the user cannot read it. */
  | { readonly action: 'clear'; readonly doctype: string };

/** The place where an app keeps its copy: IndexedDB, SQLite, a search index. */
export interface CopyStore<Document = unknown> {
  /** The position that `apply` kept last; null at the beginning. */
  readonly position: () => string | null | Promise<string | null>;
  /** The names of all documents that the copy has. */
  readonly held: () => readonly HeldNames[] | Promise<readonly HeldNames[]>;
  /** Carries out the steps in their order and keeps the position, both or neither: in one transaction. */
  readonly apply: (steps: readonly CopyStep<Document>[], position: string) => void | Promise<void>;
}

/** A document as the changes show it. */
export type CopiedDocument<Data> = NonNullable<NodeOf<Data> extends { readonly document?: infer Doc } ? Doc : never>;

/** The variables that the position and the copy decide. */
interface PositionVariables {
  readonly since?: unknown;
  readonly held?: unknown;
}

/** How a copy is updated. */
export interface UpdateOptions {
  readonly signal?: AbortSignal;
  /**
   * Whether to ask about every document of the copy: one for each 2,000 of them. It finds those that have disappeared,
   * which the site reports to few users. After rights have changed, this is done anyway.
   */
  readonly isThorough?: boolean;
}

interface Position {
  readonly since: string | null;
  /** Whether the copy may hold documents that the user cannot read any more, since everything was read again. */
  readonly isDoubtful: boolean;
}

interface Page {
  readonly nodes: readonly Node[];
  readonly next: string;
  readonly hasMore: boolean;
  readonly refused?: readonly string[] | null;
}

interface Node {
  readonly kind: string;
  readonly doctype: string;
  readonly name: string;
  readonly oldName?: string | null;
  readonly document?: unknown;
}

const MOST_NAMES = 2_000;

/**
 * Brings a copy of documents up to date, and makes it the first time. Call it whenever changes are wanted: by a timer,
 * when the device is online again, or when a subscription reports a change. An update that is cut off goes on where it
 * was.
 *
 * @param document a query with the variables `since` and `held`, whose first field is `changes` with `nodes`, `next` and
 * `hasMore`; `refused`, too, if the user's rights can change.
 * @throws GatewayError if the gateway or the site cannot answer. The copy is as it was after the last page.
 */
export async function updateCopy<Data, Variables extends PositionVariables>(
  client: GatewayClient,
  document: TypedDocument<Data, Variables>,
  variables: Omit<Variables, keyof PositionVariables>,
  store: CopyStore<CopiedDocument<Data>>,
  { signal, isThorough = false }: UpdateOptions = {},
): Promise<void> {
  let position = toPosition(await store.position());
  const read = async (held: readonly HeldNames[] | null): Promise<Page> => {
    const given = { ...variables, since: position.since, held } as unknown as Variables;
    const { data, errors } = await client.query(document, given, { signal });
    // A document that could not be read for now would look as if it was gone.
    const failed = errors.find((error) => error instanceof UnavailableError);
    if (failed !== undefined) throw failed;
    return rootOf(document, data) as unknown as Page;
  };
  const keep = async (steps: readonly CopyStep[], next: Position) => {
    await store.apply(steps as CopyStep<CopiedDocument<Data>>[], JSON.stringify(next));
    position = next;
  };
  const take = async (held: readonly HeldNames[] | null): Promise<boolean> => {
    const page = await read(held);
    await keep(toSteps(page), { ...position, since: page.next });
    return page.hasMore;
  };
  for (;;) {
    try {
      while (await take(null));
      if (!position.isDoubtful && !isThorough) return;
      for (const names of inParts(await store.held())) await take(names);
      return await keep([], { ...position, isDoubtful: false });
    } catch (error) {
      if (!(error instanceof ResumeExpiredError)) throw error;
      position = { since: null, isDoubtful: true };
    }
  }
}

function toPosition(text: string | null): Position {
  return text === null ? { since: null, isDoubtful: false } : (JSON.parse(text) as Position);
}

function toSteps({ nodes, refused }: Page): CopyStep[] {
  const cleared = (refused ?? []).map((doctype) => ({ action: 'clear', doctype }) as const);
  return [...cleared, ...nodes.flatMap(stepsOf)];
}

function stepsOf({ kind, doctype, name, oldName, document }: Node): CopyStep[] {
  const renamed: CopyStep[] = oldName
    ? [
        { action: 'drop', doctype, name: oldName },
        { action: 'relink', doctype, name, oldName },
      ]
    : [];
  const isGone = kind === 'DELETED' || kind === 'NO_LONGER_VISIBLE' || !document;
  return [...renamed, isGone ? { action: 'drop', doctype, name } : { action: 'store', doctype, name, document }];
}

/** Parts of at most as many names as one answer takes. */
function inParts(held: readonly HeldNames[]): HeldNames[][] {
  const parts: HeldNames[][] = [];
  let room = 0;
  for (const { doctype, names } of held) {
    for (let from = 0; from < names.length; ) {
      if (room === 0) {
        parts.push([]);
        room = MOST_NAMES;
      }
      const some = names.slice(from, from + room);
      parts.at(-1)?.push({ doctype, names: some });
      from += some.length;
      room -= some.length;
    }
  }
  return parts;
}
