import { useEffect } from 'react';

/** Has the browser ask before a page is left with changes that are not saved. */
export function useUnsaved(isDirty: boolean): void {
  useEffect(() => {
    if (!isDirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [isDirty]);
}

/** Asks whether to go on, for buttons that leave a form: if one has changes that are not saved. */
export function mayLeave(): boolean {
  const isClean = dispatchEvent(new Event('beforeunload', { cancelable: true }));
  return isClean || confirm('Your changes are not saved. Leave them?');
}
