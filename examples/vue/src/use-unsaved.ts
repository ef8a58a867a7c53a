import { onScopeDispose, type Ref, watch } from 'vue';

/** Has the browser ask before a page is left with changes that are not saved. */
export function useUnsaved(isDirty: Readonly<Ref<boolean>>): void {
  const ask = (event: BeforeUnloadEvent) => event.preventDefault();
  watch(isDirty, (is) => (is ? addEventListener('beforeunload', ask) : removeEventListener('beforeunload', ask)));
  onScopeDispose(() => removeEventListener('beforeunload', ask));
}

/** Asks whether to go on, for buttons that leave a form: if one has changes that are not saved. */
export function mayLeave(): boolean {
  const isClean = dispatchEvent(new Event('beforeunload', { cancelable: true }));
  return isClean || confirm('Your changes are not saved. Leave them?');
}
