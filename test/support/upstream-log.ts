import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DemoSite } from '../../demo/demo-site.ts';

/** For how long, and then for how many turns of the event loop, no further request must come for a round to be over. */
const QUIET_MS = 5;
const QUIET_TURNS = 25;

/** The part of a request that is kept in a log. */
interface LoggedRequest {
  method: string;
  path: string;
  body: string;
}

/** What reached a site, by rounds. */
export interface RoundLog {
  readonly rounds: LoggedRequest[][];
  clear(): void;
}

/**
 * Holds the requests to a site back until no further one comes, and then lets them go together: requests that do not
 * wait for each other's answers are of one round, however long each of them takes.
 */
export function logRounds(site: DemoSite): RoundLog {
  const rounds: LoggedRequest[][] = [];
  let held: { request: LoggedRequest; release: () => void }[] = [];
  let timer: NodeJS.Timeout | undefined;
  // Turns are there for a busy machine: time passes without this process, and what is under way needs turns.
  const endRound = async () => {
    const count = held.length;
    for (let turn = 0; turn < QUIET_TURNS && held.length === count; turn += 1) await nextTurn();
    if (held.length > count || count === 0) return;
    rounds.push(held.map(({ request }) => request));
    for (const { release } of held.splice(0)) release();
    held = [];
  };
  site.fault = (request) =>
    new Promise((resolve) => {
      held.push({ request, release: () => resolve(undefined) });
      clearTimeout(timer);
      timer = setTimeout(() => void endRound(), QUIET_MS);
    });
  return { rounds, clear: () => rounds.splice(0) };
}

/** Writes the requests as text: by rounds, and sorted within a round, as they arrive in any order. */
export function formatRounds(rounds: readonly LoggedRequest[][]): string {
  return rounds.map((round, index) => `round ${index + 1}\n${round.map(formatRequest).sort().join('\n')}`).join('\n');
}

function formatRequest(request: LoggedRequest): string {
  const url = new URL(request.path, 'http://site');
  const search = [...url.searchParams].map(([key, value]) => `${key}=${value}`);
  const line = [`${request.method} ${decodeURIComponent(url.pathname)}`, ...search].join('\n    ');
  return shorten(request.body === '' ? line : `${line}\n    ${request.body}`);
}

/** Shows the first and the number of long lists of names. */
function shorten(text: string): string {
  return text.replace(/\[(\\?"[^"[\]]*",?){13,}\]/g, (list) => {
    const names = list.slice(1, -1).split(',');
    return `[${names[0]}, … ${names.length} names]`;
  });
}
