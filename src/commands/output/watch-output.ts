import type { Writable } from 'node:stream';
import { ConfigError } from '../../errors.ts';

/**
 * Watches what commands print: `console.log` passes over a full disk and a closed pipe.
 *
 * @returns what waits until all of it is written, and throws a ConfigError if some of it could not be.
 */
export function watchOutput(stream: Writable): () => Promise<void> {
  let failure: Error | null = null;
  stream.on('error', (error) => {
    failure ??= error;
  });
  return async () => {
    await new Promise<void>((resolve) => stream.write('', () => setImmediate(resolve)));
    if (failure !== null) throw new ConfigError(`Standard output cannot be written: ${failure.message}`);
  };
}
