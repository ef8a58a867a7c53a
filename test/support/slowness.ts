const STEPS = 2_000_000;

/** What the steps take on a core of 3 GHz that does nothing else, in ms. */
const USUAL_MS = 2.5;

/**
 * How many times as long as usual work takes on this machine at present, at least 1: what is said about times holds for
 * a machine with cores of its own.
 */
export function slowness(): number {
  const times = Array.from({ length: 9 }, timeSteps).sort((a, b) => a - b);
  return Math.max(1, (times[4] ?? USUAL_MS) / USUAL_MS);
}

function timeSteps(): number {
  const startedAt = performance.now();
  let value = 1;
  for (let step = 0; step < STEPS; step += 1) value = (Math.imul(value, 1_103_515_245) + step) | 0;
  // The result is used, so that the loop is not left out.
  return performance.now() - startedAt + (value === 0 ? 1e-9 : 0);
}
