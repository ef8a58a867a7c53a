import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version of the package, whose manifest is one folder above the sources and above the bundle. */
export const VERSION: string = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')).version;
