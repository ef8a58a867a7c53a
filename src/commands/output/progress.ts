/** A line on the terminal that says how far long work is. It is gone when the work is over. */
export interface Progress {
  /** One more piece is done. */
  step(): void;
  end(): void;
}

/** The place of the line. */
export type ProgressStream = Pick<NodeJS.WriteStream, 'isTTY' | 'write'>;

/** Work that is over sooner needs no line. */
const FIRST_AFTER_MS = 500;
const EVERY_MS = 100;
const CLEAR_LINE = '\r\u001b[K';

const NO_PROGRESS: Progress = { step: () => undefined, end: () => undefined };

/**
 * Shows how far long work is, if a person can see it: on a terminal only.
 *
 * @param describe says it, by the pieces that are done.
 */
export function startProgress(describe: (steps: number) => string, stream: ProgressStream = process.stderr): Progress {
  if (!stream.isTTY) return NO_PROGRESS;
  const startedAt = performance.now();
  let drawAt = startedAt + FIRST_AFTER_MS;
  let steps = 0;
  let isShown = false;
  const draw = () => {
    const now = performance.now();
    if (now < drawAt) return;
    drawAt = now + EVERY_MS;
    isShown = true;
    stream.write(`${CLEAR_LINE}${describe(steps)}, ${Math.floor((now - startedAt) / 1000)} s`);
  };
  const timer = setInterval(draw, EVERY_MS);
  timer.unref();
  return {
    step: () => {
      steps += 1;
      // Work without pauses leaves the timer no turn.
      draw();
    },
    end: () => {
      clearInterval(timer);
      if (isShown) stream.write(CLEAR_LINE);
    },
  };
}
