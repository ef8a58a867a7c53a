import { useQueryClient } from '@tanstack/vue-query';
import {
  type DocForm,
  type DocFormState,
  type FormDocuments,
  openDocForm,
  type RootOf,
  showChanges,
  toQueryKey,
} from 'frappe-graphql-client';
import { type ComputedRef, computed, type MaybeRefOrGetter, type Ref, shallowRef, toValue, watch } from 'vue';
import { useGateway } from './gateway-plugin.ts';
import { useDoc } from './use-doc.ts';
import { gatewayQueryOptions, refreshAll } from './use-gateway-query.ts';

/** The document of a form, and the operations that read and write it. */
export interface UseDocFormOptions<Data> extends FormDocuments<Data> {
  /** The name of the document; null for a new one. */
  readonly name: MaybeRefOrGetter<string | null>;
}

/** A form: its state, what changes it, and whether its document is there. */
export interface DocFormResult<Doc extends object> extends Omit<DocForm<Doc>, 'get' | 'subscribe'> {
  readonly state: ComputedRef<DocFormState<Doc>>;
  readonly values: ComputedRef<Partial<Doc>>;
  /** Whether the values are those of the document. */
  readonly isReady: ComputedRef<boolean>;
  /** Why it cannot be read. */
  readonly error: Readonly<Ref<Error | null>>;
}

/**
 * A form over a document: changed fields, child rows, errors by field, and conflicts. When the document is read again,
 * because somebody has changed it, the form takes that over and keeps what was typed. A save is shown at once, in every
 * answer that has the document by its `id`, and taken back if it fails; afterwards, what is shown is read again.
 */
export function useDocForm<Data>(options: UseDocFormOptions<Data>): DocFormResult<RootOf<Data> & object> {
  const { read } = options;
  const client = useGateway();
  const cache = useQueryClient();
  const name = computed(() => toValue(options.name));
  const { doc, error } = useDoc(read, () => ({ name: name.value ?? '' }), { enabled: () => name.value !== null });

  const own = {
    fetch: (docname: string) =>
      cache.fetchQuery({ ...gatewayQueryOptions(client, read, { name: docname }), staleTime: 0 }),
    keep: (docname: string, answer: object) => void cache.setQueryData(toQueryKey(read, { name: docname }), answer),
    show: (id: string, changes: object) => showChanges(cache, id, changes),
    refresh: () => void refreshAll(cache),
  };
  const open = (docname: string | null) => openDocForm(client, options, own, docname);

  const form = shallowRef(open(name.value));
  const state = shallowRef(form.value.get());
  watch(name, (docname) => {
    form.value = open(docname);
  });
  watch(
    form,
    (current, _, onCleanup) => {
      const show = () => {
        state.value = current.get();
      };
      show();
      onCleanup(current.subscribe(show));
    },
    { immediate: true, flush: 'sync' },
  );
  watch(
    [form, doc],
    ([current, stored]) => {
      // For a moment after its name has changed, the form before is answered.
      if (stored !== null && (stored as { name?: string }).name === name.value) current.rebase(stored);
    },
    { immediate: true },
  );
  return {
    state: computed(() => state.value),
    values: computed(() => state.value.values),
    isReady: computed(() => name.value === null || state.value.base !== null),
    error,
    set: (field, value) => form.value.set(field, value),
    setRow: (table, index, changes) => form.value.setRow(table, index, changes),
    addRow: (table, row) => form.value.addRow(table, row),
    removeRow: (table, index) => form.value.removeRow(table, index),
    rebase: (stored) => form.value.rebase(stored),
    resolve: (side, path) => form.value.resolve(side, path),
    reset: () => form.value.reset(),
    save: () => form.value.save(),
    run: (write) => form.value.run(write),
  };
}
