import { useState } from 'react';
import { Icon, type IconName } from './icons.tsx';

const SHOWN_MS = 1_500;

/** Copies a text, and says so for a moment. */
export function Copy({ icon, label, textOf }: { icon: IconName; label: string; textOf(): string }) {
  const [done, setDone] = useState<string | null>(null);
  const copy = async () => {
    // Pages over plain HTTP have no clipboard.
    const isDone = await navigator.clipboard?.writeText(textOf()).then(
      () => true,
      () => false,
    );
    setDone(isDone ? 'Copied' : 'The browser does not allow copying');
    setTimeout(() => setDone(null), SHOWN_MS);
  };
  return (
    <span className="copy">
      <button type="button" className="quiet square" aria-label={label} title={label} onClick={() => void copy()}>
        <Icon name={done === 'Copied' ? 'check' : icon} />
      </button>
      <span role="status" className="copied">
        {done}
      </span>
    </span>
  );
}
