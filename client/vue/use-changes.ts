import { useQueryClient } from '@tanstack/vue-query';
import {
  followChanges,
  GATEWAY_KEY,
  gather,
  type RootOf,
  type StreamState,
  type TypedDocument,
  toQueryKey,
} from 'frappe-graphql-client';
import { type MaybeRefOrGetter, type Ref, ref, shallowRef, toValue, watch } from 'vue';
import { useGateway } from './gateway-plugin.ts';

/** Reactions to changes. */
export interface UseChangesOptions<Data> {
  /** Called with each change. */
  readonly onChange?: (change: RootOf<Data>) => void;
  /** Queries to be read again after changes, whatever their variables. */
  readonly refresh?: readonly TypedDocument<unknown, never>[];
  /** Whether to listen yet. Default: true. */
  readonly enabled?: MaybeRefOrGetter<boolean>;
}

/** The connection of a subscription. */
export interface ChangesResult {
  readonly state: Readonly<Ref<StreamState>>;
  /** Why the gateway ended it. */
  readonly error: Readonly<Ref<Error | null>>;
}

const GATHER_MS = 250;

/**
 * Follows changes as long as the component is shown. A subscription that declares `$after` and selects `resumeToken`
 * misses none when the connection breaks.
 */
export function useChanges<Data, Variables>(
  document: TypedDocument<Data, Variables>,
  variables: MaybeRefOrGetter<Variables>,
  options: UseChangesOptions<Data> = {},
): ChangesResult {
  const client = useGateway();
  const cache = useQueryClient();
  const state = ref<StreamState>('closed');
  const error = shallowRef<Error | null>(null);
  const refresh = gather(() => {
    for (const query of options.refresh ?? []) void cache.invalidateQueries({ queryKey: toQueryKey(query) });
  }, GATHER_MS);
  watch(
    [() => toValue(options.enabled ?? true), () => JSON.stringify(toValue(variables))] as const,
    ([enabled], _, onCleanup) => {
      if (!enabled) return;
      const control = new AbortController();
      onCleanup(() => {
        control.abort();
        state.value = 'closed';
      });
      error.value = null;
      followChanges(client, document, toValue(variables), {
        signal: control.signal,
        onState: (next) => {
          state.value = next;
        },
        onGap: () => void cache.invalidateQueries({ queryKey: [GATEWAY_KEY] }),
        onChange: (change) => {
          options.onChange?.(change);
          refresh();
        },
      }).catch((failure: Error) => {
        error.value = failure;
      });
    },
    { immediate: true },
  );
  return { state, error };
}
