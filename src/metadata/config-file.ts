import { readFile } from 'node:fs/promises';
import { ConfigError } from '../errors.ts';

/** @returns the text of a file that may be missing: null. @throws ConfigError where it is there and cannot be read. */
export function readConfigText(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new ConfigError(`${file} cannot be read: ${error.message}`);
  });
}

/** @throws ConfigError that names the file where its text is no JSON. */
export function parseConfigJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ConfigError(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
