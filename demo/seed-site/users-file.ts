import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { SeedError } from './seed-error.ts';

/** The Authorization headers of a site's users, by the word that tests call them. */
export interface UsersFile {
  site: string;
  users: Record<string, string>;
}

/** @returns null if the file does not exist. */
export function readUsersFile(path: string): UsersFile | null {
  if (!existsSync(path)) return null;
  try {
    const content = JSON.parse(readFileSync(path, 'utf8')) as Partial<UsersFile>;
    if (typeof content.users === 'object' && content.users !== null) {
      return { site: String(content.site), users: content.users };
    }
  } catch {
    // Reported below.
  }
  throw new SeedError(`${path} is not a file of users; remove it to have it written again.`);
}

/** Writes the file so that nobody else on the machine can read it. */
export function writeUsersFile(path: string, content: UsersFile): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  chmodSync(path, 0o600);
}
