/**
 * Makes a clock that goes on from this machine's present time, whatever is done to the machine's clock later: if that is
 * set, nothing may be forgotten early.
 *
 * @returns reads the clock: milliseconds since 1970.
 */
export function createSteadyClock(): () => number {
  const start = Date.now() - performance.now();
  return () => Math.round(start + performance.now());
}
