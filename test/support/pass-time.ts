import { vi } from 'vitest';

const now = performance.now.bind(performance);

/** Puts this process so many milliseconds ahead, as if it had waited. `vi.restoreAllMocks` takes it back. */
export function passTime(ms: number): void {
  vi.spyOn(performance, 'now').mockImplementation(() => now() + ms);
}
