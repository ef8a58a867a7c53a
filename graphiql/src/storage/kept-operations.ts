import { createStore, type Store } from '../store.ts';
import { browserStorage } from './browser-storage.ts';
import { newId } from './new-id.ts';
import { isSignIn, type OperationText, withoutSecrets } from './operation-text.ts';

/** An operation that ran, or that the user saved. */
export interface KeptOperation extends OperationText {
  readonly id: string;
  /** Its own name, the name that the user gave, or its first field. */
  readonly title: string;
  readonly kind: string;
  /** ms since 1970. */
  readonly at: number;
  /** How it went; absent from saved ones. */
  readonly outcome?: { readonly ms: number; readonly errors: number };
}

interface KeptOperations {
  readonly history: readonly KeptOperation[];
  readonly saved: readonly KeptOperation[];
}

const NAME = 'frappe-graphql:operations';
const MOST_IN_HISTORY = 50;

/** Operations of earlier visits, without headers and passwords. */
export const kept: Store<KeptOperations> = createStore<KeptOperations>(read());

kept.subscribe(() => browserStorage.setItem(NAME, JSON.stringify(kept.get())));

/** Adds an operation to the history, in place of an earlier run of the same. Sign-ins are left out. */
export function remember(given: Omit<KeptOperation, 'id' | 'at'>): void {
  if (isSignIn(given)) return;
  const operation = withoutSecrets(given);
  const others = kept.get().history.filter((other) => !isSame(other, operation));
  const history = [{ ...operation, id: newId(), at: Date.now() }, ...others].slice(0, MOST_IN_HISTORY);
  kept.update({ history });
}

/** Saves an operation under a title. */
export function save(operation: Omit<KeptOperation, 'id' | 'at' | 'outcome'>): void {
  const others = kept.get().saved.filter((other) => other.title !== operation.title);
  kept.update({ saved: [{ ...withoutSecrets(operation), id: newId(), at: Date.now() }, ...others] });
}

/** Deletes one operation. */
export function forget(id: string): void {
  const { history, saved } = kept.get();
  kept.set({ history: history.filter((each) => each.id !== id), saved: saved.filter((each) => each.id !== id) });
}

/** Deletes the history; what was saved is kept. */
export function clearHistory(): void {
  kept.update({ history: [] });
}

function isSame(one: OperationText, other: OperationText): boolean {
  return one.query === other.query && one.variables === other.variables;
}

function read(): KeptOperations {
  try {
    const { history = [], saved = [] } = JSON.parse(browserStorage.getItem(NAME) ?? '{}') as Partial<KeptOperations>;
    return { history, saved };
  } catch {
    return { history: [], saved: [] };
  }
}
