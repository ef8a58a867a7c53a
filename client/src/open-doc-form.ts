import type { Answer, GatewayClient } from './client.ts';
import { isUnsettled, newKey } from './create-once.ts';
import { createDocForm, type DocForm, type DocInput, modifiedOf } from './doc-form.ts';
import { type RootOf, readDocument, rootOf, type TypedDocument } from './typed-document.ts';

/** A query of one document by its `name`. It selects `name`, `modified`, and `name` in the rows of tables. */
export type ReadDocument<Data> = TypedDocument<Data, { name: string }>;

/** A mutation `update…` with the variables `name`, `input` and `ifModified`. It selects what the query does. */
export type SaveDocument = TypedDocument<unknown, { name: string; input: never; ifModified: string | null }>;

/**
 * A mutation `create…` with the variable `input`. It selects what the query does. If it has the variable
 * `idempotencyKey`, too, a form that is saved again after a lost answer makes no second document.
 */
export type CreateDocument = TypedDocument<unknown, { input: never; idempotencyKey: never }>;

/** A create that was sent. */
interface SentCreate {
  readonly input: DocInput;
  readonly idempotencyKey: string;
}

/** The operations of a form. */
export interface FormDocuments<Data> {
  readonly read: ReadDocument<Data>;
  readonly save?: SaveDocument | undefined;
  readonly create?: CreateDocument | undefined;
  /** The first values of a new document. */
  readonly initial?: Partial<RootOf<Data>> | undefined;
  /** Whether the form has a place for the errors of a path, such as `items.0.qty`; messages of others go to `errors.form`. */
  readonly hasField?: ((path: string) => boolean) | undefined;
}

/** Changes that are shown before they are stored. */
export interface ShownChanges {
  /** They are stored: answers that are read from now on have them. */
  readonly keep: () => void;
  /** They are refused: shows what was there before, where nothing newer has come. */
  readonly takeBack: () => void;
}

/** The cache that a form shares with the rest of the page. */
export interface FormCache<Data> {
  /** Reads the document from the gateway, and keeps the answer. */
  readonly fetch: (name: string) => Promise<Answer<Data>>;
  /** Keeps the answer that a read of the document would have now. */
  readonly keep: (name: string, answer: Answer<Data>) => void;
  /** Shows new values of a document at once, wherever it is shown by its `id`. */
  readonly show?: ((id: string, changes: DocInput) => ShownChanges) | undefined;
  /** Something was written: reads again what is shown. */
  readonly refresh: () => void;
}

/**
 * Creates the form of a document that is read and written by typed operations. `rebase` gives it the document once that
 * is read.
 *
 * @param name null for a new document.
 */
export function openDocForm<Data>(
  client: GatewayClient,
  { read, save, create, initial = {}, hasField }: FormDocuments<Data>,
  cache: FormCache<Data>,
  name: string | null,
): DocForm<RootOf<Data> & object> {
  type Doc = RootOf<Data> & object;
  let docname = name;
  const write = async (document: TypedDocument<unknown, never> | undefined, variables: object) => {
    if (document === undefined)
      throw new Error('The form needs `save` to change a document, and `create` for a new one.');
    const { data } = await client.mutate(document, variables as never);
    const stored = docOfPayload(rootOf(document, data)) as (Doc & { readonly name?: string }) | null;
    const [field = ''] = readDocument(read).rootFields;
    if (stored?.name !== undefined) {
      docname = stored.name;
      cache.keep(docname, { data: { [field]: stored } as Data, errors: [] });
    }
    cache.refresh();
    return stored;
  };
  /** Shows the new values while they are being written, and the values before if that fails. */
  const update = async (input: DocInput, ifModified: string | null) => {
    const { base, values } = form.get();
    const id = (base as { readonly id?: string } | null)?.id;
    const changed = Object.keys(input).map((field) => [field, (values as DocInput)[field]]);
    const shown = id === undefined ? undefined : cache.show?.(id, Object.fromEntries(changed));
    try {
      const stored = await write(save, { name: docname, input, ifModified });
      shown?.keep();
      return stored;
    } catch (error) {
      shown?.takeBack();
      throw error;
    }
  };
  const isKeyed = create !== undefined && readDocument(create).query.includes('$idempotencyKey');
  /** A create whose outcome nobody knows. It is sent again as it was: the gateway takes its key for no other input. */
  let unsettled: SentCreate | null = null;
  const createDoc = async (input: DocInput) => {
    if (!isKeyed) return write(create, { input });
    const sent: SentCreate = unsettled ?? { input, idempotencyKey: newKey() };
    unsettled = null;
    const stored = await write(create, sent).catch((error: unknown) => {
      if (isUnsettled(error)) unsettled = sent;
      throw error;
    });
    if (docname === null || JSON.stringify(sent.input) === JSON.stringify(input)) return stored;
    return write(save, { name: docname, input, ifModified: modifiedOf(stored) });
  };
  const form = createDocForm<Doc>({
    doc: null,
    hasField,
    initial: (name === null ? initial : {}) as Partial<Doc>,
    read: async () => (docname === null ? null : (rootOf(read, (await cache.fetch(docname)).data) as Doc | null)),
    save: (input, ifModified) => (docname === null ? createDoc(input) : update(input, ifModified)),
  });
  return {
    ...form,
    run: async (other) => {
      const isDone = await form.run(other);
      if (isDone) cache.refresh();
      return isDone;
    },
  };
}

/** The document in the payload of a mutation: its first field that is an object. */
function docOfPayload(payload: unknown): object | null {
  const fields = typeof payload === 'object' && payload !== null ? Object.values(payload) : [];
  return fields.find((value) => typeof value === 'object' && value !== null && !Array.isArray(value)) ?? null;
}
