import { setTimeout as delay } from 'node:timers/promises';
import { badUserInput, GatewayError } from '../../errors.ts';
import type { DocTypeMeta } from '../../metadata/doctype-meta.ts';
import type { KeyAttempt, LostRequest, MadeDoc, OpenKey } from '../../query/execution/scope/key-access.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { type Found, findMade } from './find-made.ts';
import type { KeyedRequest } from './idempotency-key.ts';
import type { WriteTarget } from './written-doc.ts';

const FIELD = 'idempotencyKey';

/** Milliseconds that a request waits for the first one with its key, and between two looks at it. */
const PATIENCE_MS = 3_000;
const PAUSE_MS = 50;

/** The two ways to an answer. */
export interface CreateOrShow<Result> {
  create(target: WriteTarget): Promise<Result>;
  /** Shows documents that an earlier request with the same key made. */
  show(made: readonly MadeDoc[]): Promise<Result>;
}

/** Creates documents; with a key, at most once. */
export function createWithKey<Result>(
  scope: RequestScope,
  target: WriteTarget,
  keyed: KeyedRequest | null,
  ways: CreateOrShow<Result>,
): Promise<Result> {
  return keyed === null ? ways.create(target) : createOnce(scope, target, keyed, ways);
}

/**
 * Creates documents at most once under a key of the caller. If an earlier request with the key made them, they are
 * shown; if its outcome is unknown, they are looked for. When in doubt, nothing is created.
 *
 * @throws GatewayError `CONFLICT` if the first request still runs, or if it is not certain what became of it.
 */
async function createOnce<Result>(
  scope: RequestScope,
  target: WriteTarget,
  keyed: KeyedRequest,
  { create, show }: CreateOrShow<Result>,
): Promise<Result> {
  if (scope.caller.token.isGuest) {
    throw badUserInput(`\`${FIELD}\` needs a credential, because all guests share one. Leave it out.`, FIELD);
  }
  const { doctype } = target;
  const run = (attempt: KeyAttempt) => attempted(attempt, (onCreated) => create({ ...target, onCreated }));
  const key = scope.keys.open(doctype.name, keyed.key, keyed.text);
  const impatientAt = performance.now() + PATIENCE_MS;
  for (;;) {
    const state = await key.begin();
    if (state.kind === 'mine') return run(state.attempt);
    if (state.kind === 'done') return show(state.made);
    if (state.kind === 'otherInput') {
      throw badUserInput(
        `\`${FIELD}\` was given to a request with another input. Use a new key for each request.`,
        FIELD,
      );
    }
    if (state.kind === 'unknown') {
      const resolved = await resolveLost(scope, doctype, keyed, { request: state.request, key });
      if (resolved?.kind === 'found') return show(resolved.made);
      if (resolved?.kind === 'retry') return run(resolved.attempt);
    } else if (performance.now() > impatientAt) throw stillRunning();
    await delay(PAUSE_MS);
  }
}

async function attempted<Result>(
  attempt: KeyAttempt,
  create: (onCreated: KeyAttempt['finish']) => Promise<Result>,
): Promise<Result> {
  let isCreated = false;
  try {
    return await create((made) => {
      isCreated = true;
      return attempt.finish(made);
    });
  } catch (error) {
    const isRefused = error instanceof GatewayError && error.details.outcome !== 'UNKNOWN';
    if (!isCreated) await (isRefused ? attempt.forget() : attempt.abandon());
    throw error;
  }
}

type Resolved =
  | { readonly kind: 'found'; readonly made: readonly MadeDoc[] }
  | { readonly kind: 'retry'; readonly attempt: KeyAttempt };

/** @returns null if another request has decided it meanwhile. */
async function resolveLost(
  scope: RequestScope,
  doctype: DocTypeMeta,
  { inputs }: KeyedRequest,
  lost: { request: LostRequest; key: OpenKey },
): Promise<Resolved | null> {
  const { request } = lost;
  const found = await findMade(scope, doctype, inputs, lost);
  if (found.kind === 'found') return (await request.adopt(found.made)) ? found : null;
  if (request.settlesIn > 0) throw notSettled(request.settlesIn);
  if (found.kind === 'unsure') throw undecided(doctype, found);
  const attempt = await request.retry();
  return attempt && { kind: 'retry', attempt };
}

function stillRunning(): GatewayError {
  const message = `\`${FIELD}\`: the first request with this key is still running. Send it again later.`;
  return new GatewayError('CONFLICT', message, { field: FIELD, retryAfter: 1 });
}

function notSettled(ms: number): GatewayError {
  const retryAfter = Math.ceil(ms / 1000);
  const message = `\`${FIELD}\`: the site may still be carrying out the first request with this key. Send it again in ${retryAfter} s.`;
  return new GatewayError('CONFLICT', message, { field: FIELD, retryAfter, outcome: 'UNKNOWN' });
}

/** Names of documents in a message. */
const MAX_SHOWN = 5;

function undecided({ name }: DocTypeMeta, { candidates }: Extract<Found, { kind: 'unsure' }>): GatewayError {
  const shown = candidates.slice(0, MAX_SHOWN).join(', ');
  const more = candidates.length > MAX_SHOWN ? ' and others' : '';
  const which = candidates.length > 0 ? `: it may be ${shown}${more}` : '';
  const message = `\`${FIELD}\`: whether the first request with this key made a ${name} cannot be found out${which}. Look for it; if it is not there, send the request with a new key.`;
  return new GatewayError('CONFLICT', message, { field: FIELD, outcome: 'UNKNOWN' });
}
