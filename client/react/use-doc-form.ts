import { useQueryClient } from '@tanstack/react-query';
import {
  type DocForm,
  type DocFormState,
  type FormDocuments,
  openDocForm,
  type RootOf,
  showChanges,
  toQueryKey,
} from 'frappe-graphql-client';
import { useEffect, useMemo } from 'react';
import { useGateway } from './gateway-context.ts';
import { useDoc } from './use-doc.ts';
import { gatewayQueryOptions, refreshAll } from './use-gateway-query.ts';
import { useStore } from './use-store.ts';

/** The document of a form, and the operations that read and write it. */
export interface UseDocFormOptions<Data> extends FormDocuments<Data> {
  /** The name of the document; null for a new one. */
  readonly name: string | null;
}

/** A form: its state, what changes it, and whether its document is there. */
export type DocFormResult<Doc extends object> = DocFormState<Doc> &
  Omit<DocForm<Doc>, 'get' | 'subscribe'> & {
    /** Whether the values are those of the document. */
    readonly isReady: boolean;
    /** Why it cannot be read. */
    readonly error: Error | null;
  };

/**
 * A form over a document: changed fields, child rows, errors by field, and conflicts. When the document is read again,
 * because somebody has changed it, the form takes that over and keeps what was typed. A save is shown at once, in every
 * answer that has the document by its `id`, and taken back if it fails; afterwards, what is shown is read again.
 */
export function useDocForm<Data>(options: UseDocFormOptions<Data>): DocFormResult<RootOf<Data> & object> {
  const { read, name } = options;
  const client = useGateway();
  const cache = useQueryClient();
  const { doc, error } = useDoc(read, { name: name ?? '' }, { enabled: name !== null });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a form lives as long as its document is shown
  const form = useMemo(() => {
    const own = {
      fetch: (docname: string) =>
        cache.fetchQuery({ ...gatewayQueryOptions(client, read, { name: docname }), staleTime: 0 }),
      keep: (docname: string, answer: object) => void cache.setQueryData(toQueryKey(read, { name: docname }), answer),
      show: (id: string, changes: object) => showChanges(cache, id, changes),
      refresh: () => void refreshAll(cache),
    };
    return openDocForm(client, options, own, name);
  }, [client, cache, read, name]);
  useEffect(() => {
    if (doc !== null) form.rebase(doc);
  }, [form, doc]);
  const state = useStore(form);
  return { ...state, ...form, isReady: name === null || state.base !== null, error };
}
