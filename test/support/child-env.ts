import { join } from 'node:path';

/**
 * The environment of a process that a test starts: nothing of this one's own, as a site may be configured there for
 * other tests. What Node compiled is kept, so that each start does not strip and compile all files again.
 */
export const CHILD_ENV: Readonly<Record<string, string>> = {
  PATH: process.env.PATH ?? '',
  NODE_COMPILE_CACHE: join(import.meta.dirname, '../../.cache/compiled'),
};
