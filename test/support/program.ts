import { join } from 'node:path';

/** A folder with the manifest and, in `dist`, the program as `npm run build` makes it: built once before the tests run. */
export const PROGRAM: string = join(import.meta.dirname, '../../.cache/program');

/** The built server, for processes that tests start: it is loaded in a quarter of the CPU time that the sources take. */
export const MAIN: string = join(PROGRAM, 'dist/main.js');

/** The built command line. */
export const CLI: string = join(PROGRAM, 'dist/cli.js');
