import type { GatewayClient } from './client.ts';
import { type GatewayError, ResumeExpiredError } from './errors.ts';
import type { StreamState } from './streams.ts';
import { type RootOf, rootOf, type TypedDocument } from './typed-document.ts';

/** Reactions to changes. */
export interface FollowOptions<Data> {
  readonly signal: AbortSignal;
  readonly onChange: (change: RootOf<Data>, errors: readonly GatewayError[]) => void;
  readonly onState?: (state: StreamState) => void;
  /** Changes were missed, because the break was too long: read again what is shown. */
  readonly onGap?: () => void;
}

/**
 * Follows a subscription until the signal ends it. After a break that was too long, it goes on from now.
 *
 * @throws GatewayError when the gateway ends it for another reason.
 */
export async function followChanges<Data, Variables>(
  client: GatewayClient,
  document: TypedDocument<Data, Variables>,
  variables: Variables,
  { signal, onChange, onState, onGap }: FollowOptions<Data>,
): Promise<void> {
  // The end that the signal brings about is known to its owner, who may follow something else by now.
  const report = (state: StreamState) => (signal.aborted ? undefined : onState?.(state));
  for (let given: Variables = variables; ; given = { ...given, after: null }) {
    try {
      for await (const { data, errors } of client.subscribe(document, given, { signal, onState: report })) {
        const change = rootOf(document, data);
        if (change !== null) onChange(change, errors);
      }
      return;
    } catch (error) {
      if (!(error instanceof ResumeExpiredError)) throw error;
      onGap?.();
    }
  }
}

/** @returns a function that calls `run` once for all its calls within some milliseconds, at their end. */
export function gather(run: () => void, milliseconds: number): () => void {
  let isWaiting = false;
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    setTimeout(() => {
      isWaiting = false;
      run();
    }, milliseconds);
  };
}
