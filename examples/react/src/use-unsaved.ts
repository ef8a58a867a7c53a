import { useEffect } from 'react';

/**
 * Asks before a page is left with changes that are not saved.
 *
 * @returns whether to go on, for buttons that leave the form.
 */
export function useUnsaved(isDirty: boolean): () => boolean {
  useEffect(() => {
    if (!isDirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [isDirty]);
  return () => !isDirty || confirm('Your changes are not saved. Leave them?');
}
