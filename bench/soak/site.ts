/** Runs the demo site of the soak in a process of its own: calm, with mixed faults, or away. */
import { type DemoSite, type Fault, startDemoSite } from '../../demo/demo-site.ts';
import type { DemoUserName } from '../../demo/seed/demo-users.ts';

/** How the site behaves. */
export type Weather = 'calm' | 'faults' | 'away';

/** The address and tokens of the site, for the soak. */
export interface SoakSite {
  readonly url: string;
  readonly authorization: Readonly<Record<DemoUserName, string>>;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const HTML_TYPE = { 'content-type': 'text/html' };
const TRACE = JSON.stringify({ exc_type: 'OperationalError', exception: 'pymysql.err.OperationalError: gone away' });

/** Faults, each with how many calls of a thousand meet it. */
const FAULTS: readonly (readonly [perMille: number, make: () => Fault | Promise<undefined>])[] = [
  [40, () => ({ delayMs: 20 + 380 * random() })],
  [10, () => ({ status: 500, headers: JSON_TYPE, body: TRACE })],
  [10, () => ({ status: 503, headers: HTML_TYPE, body: '<html>nginx</html>' })],
  [5, () => ({ status: 502, headers: HTML_TYPE, body: '<html>nginx</html>' })],
  [5, () => ({ status: 429, headers: { ...HTML_TYPE, 'retry-after': '1' }, body: '<html>slow down</html>' })],
  [10, () => ({ resetSocket: true })],
  [5, () => ({ cutAfterBytes: 30 })],
  [3, () => ({ status: 200, headers: JSON_TYPE, body: '{"data":[{"na' })],
  [2, () => new Promise<undefined>(() => {})],
];

/** Fixed, so that two runs meet the same faults. */
const random = createRandom(16);

let weather: Weather = 'calm';
const site: DemoSite = await startDemoSite({ version: 15, scale: 'small' });
site.fault = () => {
  // Nobody reads the list of requests here, and it would fill the memory.
  site.requests.length = 0;
  if (weather === 'calm') return undefined;
  return weather === 'away' ? { resetSocket: true } : chooseFault();
};
process.on('message', (next: Weather) => {
  weather = next;
});
process.on('disconnect', () => process.exit());
const users = ['gateway', 'alice', 'bob', 'carol', 'administrator'] as const;
const authorization = Object.fromEntries(users.map((user) => [user, site.authorization(user)]));
process.send?.({ url: site.url, authorization } as SoakSite);

function chooseFault(): Fault | Promise<undefined> | undefined {
  let chosen = random() * 1_000;
  for (const [perMille, make] of FAULTS) {
    if (chosen < perMille) return make();
    chosen -= perMille;
  }
  return undefined;
}

function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
