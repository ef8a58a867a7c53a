import { type DocValues, dirtyPaths, isTable, toInput } from './doc-values.ts';
import { ConflictError, type FormErrors, GatewayError, NO_FORM_ERRORS, toFormErrors } from './errors.ts';
import { type Conflict, mergeDocs, resolveConflicts, type Side } from './merge.ts';
import { createStore, type Store } from './store.ts';

/** The input of a mutation: only what the form changed. */
export type DocInput = Readonly<Record<string, unknown>>;

/** How a form reads and writes its document. */
export interface DocFormOptions<Doc extends object> {
  /** The document as it was read; null for a new one. It needs `modified`, and its rows need `name`. */
  readonly doc: Doc | null;
  /** The first values of a new document. */
  readonly initial?: Partial<Doc>;
  /**
   * Writes the changes.
   *
   * @param ifModified the `modified` of the version that was edited, for the argument of the same name; null on creation.
   * @returns the document as it was stored; null if it cannot be shown.
   */
  readonly save: (input: DocInput, ifModified: string | null) => Promise<Doc | null>;
  /** Reads the document as it is now, after a conflict. */
  readonly read: () => Promise<Doc | null>;
  /**
   * Whether the form has a place for the errors of a path; messages of others go to `errors.form`. Default: whether the
   * values have its field.
   */
  readonly hasField?: ((path: string) => boolean) | undefined;
}

/** The state of a form. */
export interface DocFormState<Doc extends object> {
  /** The version of the site that the changes are based on; null for a new document. */
  readonly base: Doc | null;
  /** The values to show, as a query shows them. */
  readonly values: Partial<Doc>;
  /** The paths that were changed: `customer`, `items`, `items.0.qty`. */
  readonly dirty: ReadonlySet<string>;
  readonly isDirty: boolean;
  readonly isSaving: boolean;
  /** Why the last save was refused, by field. */
  readonly errors: FormErrors;
  /** Values that somebody else changed in another way meanwhile, to be resolved before the next save. */
  readonly conflicts: readonly Conflict[];
  /** The decisions of `resolve` so far, by path. They are carried out once every conflict has a decision. */
  readonly decisions: Readonly<Record<string, Side>>;
}

/** A form over one document. Nothing that was typed is lost: not by a refusal, a conflict, or a newer version. */
export interface DocForm<Doc extends object> extends Store<DocFormState<Doc>> {
  /** Changes a field. A link takes the name of its document, or an object with it. */
  readonly set: (field: keyof Doc & string, value: unknown) => void;
  /** Changes fields of a row. */
  readonly setRow: (table: keyof Doc & string, index: number, changes: DocValues) => void;
  /** Adds a row at the end. */
  readonly addRow: (table: keyof Doc & string, row?: DocValues) => void;
  readonly removeRow: (table: keyof Doc & string, index: number) => void;
  /**
   * Takes over a newer version of the site, and keeps the changes: differing ones become conflicts. Does nothing for an
   * older version, for the same one if there are changes, during a save, and while there are conflicts: the next save
   * finds out.
   */
  readonly rebase: (doc: Doc) => void;
  /** Decides about one conflict, or about all of them. */
  readonly resolve: (side: Side, path?: string) => void;
  /** Drops all changes. */
  readonly reset: () => void;
  /**
   * Writes the changes. If somebody else has changed other fields meanwhile, both changes are kept; if they changed the
   * same ones, nothing is written and the state has `conflicts`.
   *
   * @returns the stored document; null if it was refused or there are conflicts: the state says why.
   * @throws what is not a GatewayError.
   */
  readonly save: () => Promise<Doc | null>;
  /**
   * Runs another write of the document, such as its submission, so that its errors are in the state, too.
   *
   * @returns whether it succeeded; false at once during a save and while there are conflicts.
   * @throws what is not a GatewayError.
   */
  readonly run: (write: () => Promise<unknown>) => Promise<boolean>;
}

const MOST_TRIES = 3;

/** Creates a form. It sends nothing before `save`. */
export function createDocForm<Doc extends object>(options: DocFormOptions<Doc>): DocForm<Doc> {
  const initial = (options.doc ?? options.initial ?? {}) as Partial<Doc>;
  const store = createStore<DocFormState<Doc>>({
    base: options.doc,
    values: initial,
    dirty: dirtyPaths(options.doc as DocValues | null, initial as DocValues),
    isDirty: options.doc === null && Object.keys(initial).length > 0,
    isSaving: false,
    errors: NO_FORM_ERRORS,
    conflicts: [],
    decisions: {},
  });
  /** Edits made while a save is under way: they are done again on what comes back. */
  let late: ((values: Partial<Doc>) => Partial<Doc>)[] = [];

  const show = (base: Doc | null, values: Partial<Doc>, change: Partial<DocFormState<Doc>> = {}) => {
    const dirty = dirtyPaths(base as DocValues | null, values as DocValues);
    const errors = moveErrors(store.get().errors, store.get().values as DocValues, values as DocValues);
    store.set({ base, values, dirty, isDirty: dirty.size > 0, errors, ...change });
  };
  const edit = (change: (values: Partial<Doc>) => Partial<Doc>) => {
    const { base, values, isSaving } = store.get();
    if (isSaving) late.push(change);
    show(base, change(values));
  };
  const editRows = (table: keyof Doc, change: (rows: readonly DocValues[]) => readonly DocValues[]) =>
    edit((values) => ({ ...values, [table]: change(isTable(values[table]) ? values[table] : []) }));

  const mergeWith = (theirs: Doc) => {
    const { base, values } = store.get();
    const { merged, conflicts } = mergeDocs<object>(base ?? {}, values, theirs);
    show(theirs, merged as Partial<Doc>, { conflicts, decisions: {} });
  };
  /** @param sent the values that were refused: rows may have moved since. */
  const refuse = (error: unknown, sent: Partial<Doc>): null => {
    if (!(error instanceof GatewayError)) throw error;
    const { values } = store.get();
    const hasField = options.hasField ?? ((path: string) => (path.split('.')[0] ?? '') in values);
    store.set({ errors: moveErrors(toFormErrors([error], hasField), sent as DocValues, values as DocValues) });
    return null;
  };
  const send = async (triesLeft: number): Promise<Doc | null> => {
    const { base, values } = store.get();
    const input = toInput(base as DocValues | null, values as DocValues);
    if (base !== null && Object.keys(input).length === 0) return base;
    late = [];
    try {
      const stored = (await options.save(input, modifiedOf(base))) ?? (await options.read());
      const saved = stored ?? (values as Doc);
      const edited = late.reduce<Partial<Doc>>((current, change) => change(current), saved);
      show(saved, edited, { errors: NO_FORM_ERRORS });
      return saved;
    } catch (error) {
      if (!(error instanceof ConflictError && error.isStale) || triesLeft === 0) return refuse(error, values);
      const theirs = await options.read();
      if (theirs === null) return refuse(error, values);
      mergeWith(theirs);
      return store.get().conflicts.length > 0 ? null : send(triesLeft - 1);
    }
  };

  /** One write at a time. */
  const alone = async <Result>(write: () => Promise<Result>, refused: Result): Promise<Result> => {
    if (store.get().isSaving || store.get().conflicts.length > 0) return refused;
    late = [];
    store.set({ isSaving: true });
    const { values } = store.get();
    try {
      return await write();
    } catch (error) {
      refuse(error, values);
      return refused;
    } finally {
      store.set({ isSaving: false });
    }
  };

  return {
    ...store,
    set: (field, value) => edit((values) => ({ ...values, [field]: value })),
    setRow: (table, index, changes) =>
      editRows(table, (rows) => rows.map((row, at) => (at === index ? { ...row, ...changes } : row))),
    addRow: (table, row = {}) => editRows(table, (rows) => [...rows, row]),
    removeRow: (table, index) => editRows(table, (rows) => rows.filter((_, at) => at !== index)),
    rebase: (doc) => {
      const { base, isSaving, isDirty, conflicts } = store.get();
      const [modified, known] = [modifiedOf(doc) ?? '', modifiedOf(base) ?? ''];
      // A page may show the changes before they are stored, with the version that they are based on.
      const isNews = modified > known || (modified === known && (base === null || !isDirty));
      if (!isSaving && isNews && conflicts.length === 0) mergeWith(doc);
    },
    resolve: (side, path) => {
      const { base, values, conflicts, decisions: before } = store.get();
      const decided = conflicts.filter((conflict) => path === undefined || conflict.path === path);
      const decisions = { ...before, ...Object.fromEntries(decided.map((conflict) => [conflict.path, side])) };
      if (conflicts.some((conflict) => decisions[conflict.path] === undefined)) return store.set({ decisions });
      show(base, resolveConflicts(values, conflicts, decisions), { conflicts: [], decisions: {} });
    },
    reset: () => {
      const { base } = store.get();
      show(base, base ?? options.initial ?? {}, { errors: NO_FORM_ERRORS, conflicts: [], decisions: {} });
    },
    save: () => alone(() => send(MOST_TRIES), null),
    run: (write) =>
      alone(async () => {
        await write();
        store.set({ errors: NO_FORM_ERRORS });
        return true;
      }, false),
  };
}

/** The errors of a form once its rows have moved: they go along with their rows, and are gone with them. */
function moveErrors(errors: FormErrors, before: DocValues, after: DocValues): FormErrors {
  const moved = Object.entries(errors.fields).flatMap(([path, message]) => {
    const [field = '', index, ...rest] = path.split('.');
    const [from, to] = [before[field], after[field]];
    if (index === undefined || from === to || !isTable(from) || !isTable(to)) return [[path, message] as const];
    const at = placeOfRow(from, to, Number(index));
    return at < 0 ? [] : [[[field, at, ...rest].join('.'), message] as const];
  });
  return { ...errors, fields: Object.fromEntries(moved) };
}

/** The place that a row has among others; -1 if it is gone. A row without a name that was changed is where it was. */
function placeOfRow(from: readonly DocValues[], to: readonly DocValues[], index: number): number {
  const row = from[index];
  const same = row === undefined ? index : to.indexOf(row);
  if (row === undefined || same >= 0) return same;
  const isNew = (one: DocValues | undefined) => one?.name === undefined || one.name === null;
  if (!isNew(row)) return to.findIndex(({ name }) => name === row.name);
  const there = to[index];
  return there !== undefined && isNew(there) && !from.includes(there) ? index : -1;
}

/** The `modified` of a document; null if it has none. */
export function modifiedOf(doc: object | null): string | null {
  return (doc as { modified?: string | null } | null)?.modified ?? null;
}
