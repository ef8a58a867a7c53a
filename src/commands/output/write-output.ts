import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConfigError } from '../../errors.ts';

/**
 * Writes what a command made, with the folders of its path.
 *
 * @throws ConfigError that names the file and why it cannot be written.
 */
export async function writeOutput(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  } catch (error) {
    throw new ConfigError(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
