import { createHmac } from 'node:crypto';
import { GatewayError } from '../../errors.ts';
import type { KeptKey, KeyStore } from '../../events/key-store.ts';
import type { CallerContext } from '../../frappe/frappe-request.ts';
import type { KeyAccess, KeyAttempt, KeyState, LostRequest, OpenKey } from '../../query/execution/scope/key-access.ts';

/** Gives callers access to their keys. */
export type KeyAccessOf = (caller: CallerContext) => KeyAccess;

/** The store and the times of keys. */
export interface KeyAccessOptions {
  keys: KeyStore;
  /** The site's clock. */
  clock: { now(): number };
  /** Milliseconds that the site works on a request at most. */
  requestMs: number;
}

/** The `Date` header has whole seconds, and the servers of one site differ a little. */
const TOLERANCE_MS = 5_000;

/** Makes the keys of callers: nothing of a credential, a key or an input is kept but hashes that need the credential. */
export function createKeyAccess(options: KeyAccessOptions): KeyAccessOf {
  let count = 0;
  const newAttempt = () => {
    count += 1;
    return `${options.keys.self}.${count}`;
  };
  return (caller) => ({
    open: (doctype, key, input) => {
      const hash = (...parts: string[]) =>
        createHmac('sha256', caller.token.fingerprint).update(JSON.stringify(parts)).digest('base64url');
      const hashes = { id: hash('key', doctype, key), owner: hash('owner'), input: hash('input', input) };
      return openKey({ ...options, ...hashes, caller, newAttempt, doctype });
    },
  });
}

interface KeyParts extends KeyAccessOptions {
  caller: CallerContext;
  newAttempt: () => string;
  id: string;
  owner: string;
  doctype: string;
  input: string;
}

function openKey(parts: KeyParts): OpenKey {
  const { keys, id, doctype, input } = parts;
  return {
    begin: () =>
      whileKept(async (): Promise<KeyState> => {
        for (;;) {
          const known = await keys.read(id);
          const attempt = known === null ? await beginAttempt(parts, null) : null;
          if (attempt !== null) return { kind: 'mine', attempt };
          // Somebody else was faster.
          if (known === null) continue;
          const { kept } = known;
          const age = ageOf(parts, known);
          if (kept.input !== input) return { kind: 'otherInput' };
          if (kept.state === 'done') return { kind: 'done', made: kept.made };
          if (await isRunning(parts, kept, age)) return { kind: 'running' };
          return { kind: 'unknown', request: toLostRequest(parts, kept, age) };
        }
      }),
    claimed: (names) => whileKept(() => keys.claimed(doctype, names)),
  };
}

async function whileKept<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    const message = '`idempotencyKey`: keys cannot be kept at present, so nothing was created.';
    throw new GatewayError('UPSTREAM_UNAVAILABLE', message, { field: 'idempotencyKey' }, error);
  }
}

/** @returns null if the key is not that of the expected attempt any more. */
async function beginAttempt(parts: KeyParts, expected: string | null): Promise<KeyAttempt | null> {
  const { keys, id, owner, doctype, input, clock, newAttempt } = parts;
  const [since, lasts] = [clock.now(), timeLeft(parts.caller)];
  const begun = { attempt: newAttempt(), state: 'begun', input, since, lasts, doctype, made: [] } as const;
  if (!(await keys.replace({ id, owner, expected, next: begun, takesOver: false }))) return null;
  const end = async (next: KeptKey | null) => {
    await keys.replace({ id, owner, expected: begun.attempt, next, takesOver: true }).catch(() => {});
  };
  return {
    finish: (made) => end({ ...begun, state: 'done', made }),
    forget: () => end(null),
    abandon: () => end({ ...begun, state: 'unknown' }),
  };
}

/** No operation goes on after its time. */
function timeLeft({ operation }: CallerContext): number {
  if (operation === undefined) throw new Error('Keys belong to operations.');
  const { deadline, limits } = operation;
  return deadline === null ? limits.timeout : Math.max(0, Math.ceil(deadline - performance.now()));
}

/** By two clocks, as either can be set: what is taken for older than it is would be sent while it still runs. */
function ageOf({ clock }: KeyParts, { kept, age }: { kept: KeptKey; age: number }): number {
  return Math.min(age, clock.now() - kept.since);
}

async function isRunning({ keys }: KeyParts, { state, attempt, lasts }: KeptKey, age: number): Promise<boolean> {
  const [process = ''] = attempt.split('.');
  return state === 'begun' && age < lasts && (await keys.isAlive(process));
}

function toLostRequest(parts: KeyParts, kept: KeptKey, age: number): LostRequest {
  const { keys, id, owner, requestMs } = parts;
  const { since, lasts, attempt: expected } = kept;
  const longest = lasts + requestMs;
  return {
    from: since - TOLERANCE_MS,
    to: since + longest + TOLERANCE_MS,
    settlesIn: Math.max(0, longest - age),
    adopt: (made) =>
      whileKept(() => keys.replace({ id, owner, expected, next: { ...kept, state: 'done', made }, takesOver: false })),
    retry: () => whileKept(() => beginAttempt(parts, expected)),
  };
}
