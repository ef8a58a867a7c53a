import { existsSync } from 'node:fs';

const FILES = '**/*.{ts,tsx,vue,graphql}';

/** The default of `--documents`, in the words of the help. */
export const DOCUMENTS = `src/${FILES}, or ${FILES} in a project without src`;

/** The folder with the sources of a project, with a slash behind it; empty for a project that has them at its root. */
export function sourceFolder(): string {
  return existsSync('src') || !existsSync('package.json') ? 'src/' : '';
}

/** The pattern of the files with operations, unless an option says otherwise. */
export function defaultDocuments(): string {
  return `${sourceFolder()}${FILES}`;
}

/** Folders whose files are not those of the project: packages, and what tools keep. */
export const NOT_SOURCES = ['**/node_modules/**', '.*/**'];
