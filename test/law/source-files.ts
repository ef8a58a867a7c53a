import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The top of the project. */
export const ROOT = new URL('../../', import.meta.url).pathname;

/** A file of `src`, or of another folder that was asked for. */
export interface SourceFile {
  /** Such as `schema/model/naming.ts`. */
  path: string;
  /** Its folder, such as `schema/model`; `main` for the files that are in none. */
  folder: string;
  text: string;
  /** Files of the same folder that it imports, type-only imports too. */
  imports: string[];
  /** Files outside of that folder that it imports. */
  outside: string[];
  /** Packages that it imports, without Node's own modules. */
  packages: string[];
}

/** @returns every file of a folder of the project, sorted by its path. */
export function readSourceFiles(top = 'src'): SourceFile[] {
  return globSync('**/*.ts', { cwd: join(ROOT, top) })
    .sort()
    .map((path) => toSourceFile(top, path));
}

/** @returns the text of a file of the project. */
export function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** `import … from 'x'` and `export … from 'x'`, `import 'x'`, `import('x')`. The formatter leaves no other spelling. */
const IMPORTS = [/^(?:import|export) [^;'"]*?from '([^'\n]+)'/gm, /^import '([^'\n]+)'/gm, /\bimport\('([^'\n]+)'\)/g];

function toSourceFile(top: string, path: string): SourceFile {
  const text = readText(join(top, path));
  const specifiers = IMPORTS.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] ?? ''));
  const relative = specifiers.filter((specifier) => specifier.startsWith('.'));
  const own = relative.map((specifier) => join(dirname(path), specifier));
  const foreign = specifiers.filter((specifier) => !specifier.startsWith('.') && !specifier.startsWith('node:'));
  return {
    path,
    folder: path.includes('/') ? dirname(path) : 'main',
    text,
    imports: own.filter((target) => !target.startsWith('..')),
    outside: own.filter((target) => target.startsWith('..')),
    packages: foreign.map((specifier) =>
      specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/'),
    ),
  };
}
