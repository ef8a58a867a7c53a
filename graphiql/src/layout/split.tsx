import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from 'react';
import { browserStorage } from '../storage/browser-storage.ts';

interface SplitProps {
  readonly label: string;
  readonly direction: 'row' | 'column';
  /** The share of the first part, in percent, until somebody moves the border. */
  readonly initial: number;
  /** Under which the share is kept. */
  readonly name: string;
  readonly first: ReactNode;
  readonly second: ReactNode;
}

const LEAST = 15;
const MOST = 85;
const STEP = 3;

/** Two parts with a border that the mouse and arrow keys move. On phones the style shows one of them. */
export function Split({ label, direction, initial, name, first, second }: SplitProps) {
  const [share, setShare] = useState(() => Number(browserStorage.getItem(`frappe-graphql:${name}`) ?? initial));
  const box = useRef<HTMLDivElement>(null);
  const move = (percent: number) => {
    const next = Math.round(Math.min(MOST, Math.max(LEAST, percent)));
    browserStorage.setItem(`frappe-graphql:${name}`, String(next));
    setShare(next);
  };
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId) || box.current === null) return;
    const { left, top, width, height } = box.current.getBoundingClientRect();
    const share = direction === 'row' ? (event.clientX - left) / width : (event.clientY - top) / height;
    move(share * 100);
  };
  const press = ({ key }: KeyboardEvent<HTMLDivElement>) => {
    if (key === 'ArrowLeft' || key === 'ArrowUp') move(share - STEP);
    if (key === 'ArrowRight' || key === 'ArrowDown') move(share + STEP);
  };
  return (
    <div ref={box} className={`split ${direction} ${name}`} style={{ '--share': `${share}%` } as object}>
      <div className="split-first">{first}</div>
      {/* biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved */}
      <div
        className="split-border"
        role="separator"
        aria-label={label}
        aria-orientation={direction === 'row' ? 'vertical' : 'horizontal'}
        aria-valuenow={share}
        aria-valuemin={LEAST}
        aria-valuemax={MOST}
        tabIndex={0}
        onKeyDown={press}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
      />
      <div className="split-second">{second}</div>
    </div>
  );
}
