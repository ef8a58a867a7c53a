import type { SentOperation, SoakClient } from './client.ts';
import { judge, type SoakAnswer, type Verdict } from './judge.ts';
import { CHANGES, CREATE, OPERATIONS, READ_WRITTEN, type SoakOperation, WRITE } from './operations.ts';
import type { SoakSite } from './site.ts';

/** The outcomes of the requests of some time. */
export interface LoadFigures {
  requests: number;
  right: number;
  partial: number;
  refused: number;
  wrong: number;
  left: number;
  deliveries: number;
  /** Milliseconds. */
  times: number[];
}

/** Requests at a fixed rate, whatever becomes of the earlier ones. */
export interface SoakLoad {
  /** Asks everything once, and keeps the answers to compare with. */
  learn(): Promise<void>;
  start(perSecond: number): void;
  /** Ends the load, and waits for what is under way. */
  stop(): Promise<void>;
  /** The figures since this was last asked. */
  take(): LoadFigures;
  /** The first wrong answers. */
  readonly faults: readonly string[];
  /** Milliseconds from now until an operation is answered without an error. */
  untilRight(): Promise<number>;
}

const WRITERS = ['soak-a', 'soak-b'];
const SUBSCRIBERS = 10;
const MAX_FAULTS = 10;
const WRITE_PAUSE_MS = 400;
const TICK_MS = 20;

/** Requests that are under way at most: on a machine that cannot keep up, fewer are sent. */
const MAX_UNDER_WAY = 100;

/** Out of a hundred: operations over a socket of their own, and callers who leave before their answer. */
const BY_SOCKET = 3;
const LEAVING = 2;

/** Makes the load: queries of four callers, writers who read what they wrote, and subscribers to it. */
export function createSoakLoad(client: SoakClient, { authorization }: SoakSite): SoakLoad {
  const expected = new Map<SoakOperation, SoakAnswer>();
  const faults: string[] = [];
  let figures = newFigures();
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  let next = 0;
  const requests = new Set<Promise<unknown>>();
  const listeners: Promise<unknown>[] = [];
  const send = ({ query, variables, as }: SoakOperation): SentOperation => ({
    query,
    variables,
    authorization: as === 'guest' ? null : authorization[as],
  });
  const count = (verdict: Verdict, what: string) => {
    if (typeof verdict === 'string') figures[verdict] += 1;
    else {
      figures.wrong += 1;
      if (faults.length < MAX_FAULTS) faults.push(`${what}: ${verdict.wrong}`);
    }
  };
  const follow = (work: Promise<unknown>) => {
    requests.add(work);
    void work.finally(() => requests.delete(work));
  };
  const one = async (index: number) => {
    const operation = OPERATIONS[index % OPERATIONS.length] as SoakOperation;
    const what = `${operation.query.slice(0, 20)} ${JSON.stringify(operation.variables)} as ${operation.as}`;
    const share = index % 100;
    figures.requests += 1;
    const startedAt = performance.now();
    if (share < LEAVING) {
      await client.ask(send(operation), AbortSignal.timeout(1 + (index % 20))).catch(() => {});
      figures.left += 1;
      return;
    }
    try {
      const isBySocket = share < LEAVING + BY_SOCKET;
      const answer = await (isBySocket ? client.askBySocket(send(operation)) : client.ask(send(operation)));
      figures.times.push(performance.now() - startedAt);
      count(judge(expected.get(operation) ?? {}, answer), what);
    } catch (error) {
      count({ wrong: `no answer: ${String(error)}` }, what);
    }
  };
  const texts = new Map<string, number>();
  const parts: WriterParts = { client, authorization: authorization.gateway, texts, count, isOver: () => isOver };
  return {
    faults,
    learn: async () => {
      for (const operation of OPERATIONS) expected.set(operation, await client.ask(send(operation)));
      for (const name of WRITERS)
        await client.ask({ query: CREATE, variables: { name }, authorization: parts.authorization });
    },
    start: (perSecond) => {
      let due = performance.now();
      timer = setInterval(() => {
        for (; due <= performance.now(); due += 1_000 / perSecond)
          if (requests.size < MAX_UNDER_WAY) follow(one(next++));
      }, TICK_MS);
      for (const name of WRITERS) follow(write(parts, name));
      for (let index = 0; index < SUBSCRIBERS; index += 1)
        listeners.push(listen(parts, () => (figures.deliveries += 1)));
    },
    stop: async () => {
      isOver = true;
      clearInterval(timer);
      await Promise.all(requests);
      await client.close();
      await Promise.all(listeners);
    },
    take: () => {
      const taken = figures;
      figures = newFigures();
      return taken;
    },
    untilRight: async () => {
      const since = performance.now();
      const operation = OPERATIONS.find(({ as, variables }) => as === 'carol' && 'first' in variables) as SoakOperation;
      for (;;) {
        const answer = await client.ask(send(operation)).catch(() => ({}));
        if (judge(expected.get(operation) ?? {}, answer) === 'right') return performance.now() - since;
        await pause(20);
      }
    },
  };
}

function newFigures(): LoadFigures {
  return { requests: 0, right: 0, partial: 0, refused: 0, wrong: 0, left: 0, deliveries: 0, times: [] };
}

interface WriterParts {
  readonly client: SoakClient;
  readonly authorization: string;
  /** The number of the last text that was sent for each document. */
  readonly texts: Map<string, number>;
  readonly count: (verdict: Verdict, what: string) => void;
  readonly isOver: () => boolean;
}

/**
 * Changes a document again and again, and reads it after each change. It must hold the last text that was confirmed, or
 * one of those sent since whose outcome is unknown.
 */
async function write({ client, authorization, texts, count, isOver }: WriterParts, name: string): Promise<void> {
  let possible = new Set<unknown>([null, '']);
  for (let number = 1; !isOver(); number += 1) {
    texts.set(name, number);
    const text = `${name} ${number}`;
    const written = await client.ask({ query: WRITE, variables: { name, text }, authorization }).catch(toNothing);
    const data = written.data as { updateShopTag: { shopTag: unknown } | null } | null | undefined;
    if (data?.updateShopTag) {
      possible = new Set([text]);
      count(judge({ data: { updateShopTag: { shopTag: { name, description: text } } } }, written), 'a write');
    } else possible.add(text);
    const read = await client.ask({ query: READ_WRITTEN, variables: { name }, authorization }).catch(toNothing);
    const tag = (read.data as { shopTag: { description: unknown } | null } | null | undefined)?.shopTag;
    if (tag && !possible.has(tag.description))
      count({ wrong: `${String(tag.description)}, not ${[...possible].join(' or ')}` }, 'a document that was written');
    await pause(WRITE_PAUSE_MS);
  }
}

/** Subscribes again and again. A change must show a text of its document that was sent before. */
async function listen(
  { client, authorization, texts, count, isOver }: WriterParts,
  onDelivery: () => void,
): Promise<void> {
  while (!isOver()) {
    const operation = { query: CHANGES, variables: {}, authorization };
    await client
      .follow(operation, ({ data }) => {
        const change = (data as { shopTagChanged: ShownChange | null } | null | undefined)?.shopTagChanged;
        if (!change) return;
        onDelivery();
        const { name, shopTag } = change;
        const [, of, number] = /^(.*) (\d+)$/.exec(shopTag?.description ?? `${name} 0`) ?? [];
        if (of !== name || Number(number) > (texts.get(name) ?? 0))
          count({ wrong: `${name} shows ${String(shopTag?.description)}` }, 'a change');
      })
      .catch(() => {});
    if (!isOver()) await pause(WRITE_PAUSE_MS);
  }
}

interface ShownChange {
  readonly name: string;
  readonly shopTag: { readonly description: string | null } | null;
}

const toNothing = (): SoakAnswer => ({});

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
