import { useQueryClient } from '@tanstack/react-query';
import {
  followChanges,
  GATEWAY_KEY,
  gather,
  type RootOf,
  type StreamState,
  type TypedDocument,
  toQueryKey,
} from 'frappe-graphql-client';
import { useEffect, useRef, useState } from 'react';
import { useGateway } from './gateway-context.ts';

/** Reactions to changes. */
export interface UseChangesOptions<Data> {
  /** Called with each change. */
  readonly onChange?: (change: RootOf<Data>) => void;
  /** Queries to be read again after changes, whatever their variables. */
  readonly refresh?: readonly TypedDocument<unknown, never>[];
  /** Whether to listen yet. Default: true. */
  readonly enabled?: boolean;
}

/** The connection of a subscription. */
export interface ChangesResult {
  readonly state: StreamState;
  /** Why the gateway ended it. */
  readonly error: Error | null;
}

const GATHER_MS = 250;

/**
 * Follows changes as long as the component is shown. A subscription that declares `$after` and selects `resumeToken`
 * misses none when the connection breaks.
 */
export function useChanges<Data, Variables>(
  document: TypedDocument<Data, Variables>,
  variables: Variables,
  options: UseChangesOptions<Data> = {},
): ChangesResult {
  const client = useGateway();
  const cache = useQueryClient();
  const [state, setState] = useState<StreamState>('closed');
  const [error, setError] = useState<Error | null>(null);
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  const { enabled = true } = options;
  const key = JSON.stringify(variables);
  // biome-ignore lint/correctness/useExhaustiveDependencies: variables count by their values, which are in the key
  useEffect(() => {
    if (!enabled) return;
    const control = new AbortController();
    const refresh = gather(() => {
      for (const query of latest.current.refresh ?? []) void cache.invalidateQueries({ queryKey: toQueryKey(query) });
    }, GATHER_MS);
    setError(null);
    followChanges(client, document, variables, {
      signal: control.signal,
      onState: setState,
      onGap: () => void cache.invalidateQueries({ queryKey: [GATEWAY_KEY] }),
      onChange: (change) => {
        latest.current.onChange?.(change);
        refresh();
      },
    }).catch(setError);
    return () => {
      control.abort();
      setState('closed');
    };
  }, [client, cache, document, key, enabled]);
  return { state, error };
}
