import { onScopeDispose, type Ref, watch } from 'vue';

/**
 * Asks before a page is left with changes that are not saved.
 *
 * @returns whether to go on, for buttons that leave the form.
 */
export function useUnsaved(isDirty: Readonly<Ref<boolean>>): () => boolean {
  const ask = (event: BeforeUnloadEvent) => event.preventDefault();
  watch(isDirty, (is) => (is ? addEventListener('beforeunload', ask) : removeEventListener('beforeunload', ask)));
  onScopeDispose(() => removeEventListener('beforeunload', ask));
  return () => !isDirty.value || confirm('Your changes are not saved. Leave them?');
}
