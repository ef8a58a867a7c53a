import { Socket } from 'node:net';
import { Writable } from 'node:stream';
import { type Logger, pino } from 'pino';
import type { DemoRequest, DemoSite } from '../../demo/demo-site.ts';
import { DEMO_USERS } from '../../demo/seed/demo-users.ts';
import { DEMO_PASSWORD } from '../../demo/sign-in/sign-in-state.ts';
import type { Gateway } from '../../src/gateway.ts';

/**
 * Keeps everything that a gateway lets out – its log at the level `debug`, and every byte that it sends on any
 * connection to it: answers, headers, frames, files – and looks through it for the credentials that were used.
 */
export interface LeakWatch {
  /** To be given to the gateway. */
  readonly logger: Logger;
  /** What it logged so far, as JSON lines. */
  readonly log: readonly string[];
  /** Listens to what the gateway sends. */
  follow(gateway: Gateway): void;
  /** Learns every credential that reaches a demo site. */
  learnFrom(site: DemoSite): void;
  /** Learns secrets by which a test signs in or signs. */
  learn(...secrets: readonly (string | undefined)[]): void;
  /** Ends the watch. @throws Error that names what leaked, and where, without the credential itself. */
  assertNothingLeaked(): void;
}

/** Makes a watch of one gateway. */
export function createLeakWatch(): LeakWatch {
  const log: string[] = [];
  const sent: string[] = [];
  const secrets = new Set<string>([DEMO_PASSWORD, ...Object.values(DEMO_USERS).map(({ apiSecret }) => apiSecret)]);
  const learn = (...some: readonly (string | undefined)[]) => {
    for (const secret of some) if (secret !== undefined && secret.length >= SHORTEST) secrets.add(secret);
  };
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      log.push(String(chunk));
      done();
    },
  });
  return {
    logger: pino({ level: 'debug' }, stream),
    log,
    follow: (gateway) => listenTo(Number(new URL(gateway.url).port), sent),
    learnFrom: (site) => learnFromRequests(site, learn),
    learn,
    assertNothingLeaked: () => {
      for (const [port, listener] of LISTENERS) if (listener === sent) LISTENERS.delete(port);
      const places = [
        ['the log', log.join('')],
        // A session cookie is set for the one who signs in: that is its way.
        ['what the gateway sent', sent.join('').replace(/^set-cookie: .*$/gim, '')],
      ] as const;
      for (const [place, text] of places) {
        const at = findSecret(text, secrets);
        if (at !== null) throw new Error(`A credential stands in ${place}: ${around(text, at)}`);
      }
      // The variables of a test file live as long as the worker, and with them all that this gateway has sent.
      sent.length = 0;
    },
  };
}

/** Credentials shorter than this are found by chance. */
const SHORTEST = 8;

/** By ports: what is written to sockets that were accepted there. */
const LISTENERS = new Map<number, string[]>();

let isIntercepting = false;

function listenTo(port: number, sent: string[]): void {
  if (!isIntercepting) interceptSockets();
  isIntercepting = true;
  LISTENERS.set(port, sent);
}

/** Every door of a gateway writes to a socket in the end, HTTP, WebSocket and streams alike. */
function interceptSockets(): void {
  const write = Socket.prototype.write as (...args: unknown[]) => boolean;
  Socket.prototype.write = function (this: Socket, ...args: unknown[]): boolean {
    LISTENERS.get(this.localPort ?? 0)?.push(toText(args[0]));
    return Reflect.apply(write, this, args);
  } as Socket['write'];
}

function toText(chunk: unknown): string {
  if (typeof chunk === 'string') return chunk;
  return chunk instanceof Uint8Array ? Buffer.from(chunk).toString('latin1') : '';
}

/** Tests empty the list of requests at will, so each one is looked at as it comes. */
function learnFromRequests(site: DemoSite, learn: LeakWatch['learn']): void {
  const push = site.requests.push.bind(site.requests);
  const value = (...requests: DemoRequest[]) => {
    for (const request of requests) learn(...credentialsOf(request));
    return push(...requests);
  };
  // Hidden, so that the list still equals an array.
  Object.defineProperty(site.requests, 'push', { value, enumerable: false, configurable: true });
}

const SECRET_PARAMETERS = ['pwd', 'client_secret', 'refresh_token', 'code', 'code_verifier'];

function credentialsOf({ headers, body, path }: DemoRequest): (string | undefined)[] {
  const [scheme = '', value = ''] = (headers.authorization ?? '').split(' ');
  const pair = scheme.toLowerCase() === 'basic' ? Buffer.from(value, 'base64').toString('utf8') : value;
  const isSignIn = /\/api\/method\/(login|frappe\.integrations\.oauth2\.)/.test(path);
  return [
    value,
    pair.split(':')[1],
    /(?:^|;\s*)sid=([^;]*)/.exec(headers.cookie ?? '')?.[1],
    headers['x-frappe-csrf-token'],
    ...(isSignIn ? secretsInBody(body) : []),
  ];
}

function secretsInBody(body: string): string[] {
  const parameters = body.startsWith('{')
    ? (JSON.parse(body) as Record<string, unknown>)
    : Object.fromEntries(new URLSearchParams(body));
  return SECRET_PARAMETERS.flatMap((name) => (typeof parameters[name] === 'string' ? [parameters[name]] : []));
}

/** One walk over the text, however many secrets there are. */
function findSecret(text: string, secrets: ReadonlySet<string>): number | null {
  const patterns = [...secrets].map((secret) => secret.replace(/\W/g, '\\$&'));
  const at = text.search(new RegExp(patterns.join('|')));
  return at === -1 ? null : at;
}

function around(text: string, at: number): string {
  return JSON.stringify(`${text.slice(Math.max(0, at - 200), at)}…`);
}
