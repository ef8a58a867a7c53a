import { execFile } from 'node:child_process';
import { join } from 'node:path';

/** Options of the compiler, as the tutorials set up a project, for a folder in `.cache`. */
export const READER_OPTIONS = {
  target: 'es2024',
  lib: ['es2024', 'dom', 'dom.iterable'],
  module: 'esnext',
  moduleResolution: 'bundler',
  moduleDetection: 'force',
  jsx: 'react-jsx',
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  types: [],
  paths: {
    'frappe-graphql-client': ['../../client/src/index.ts'],
    'frappe-graphql-react': ['../../client/react/index.ts'],
    'frappe-graphql-vue': ['../../client/vue/index.ts'],
    'frappe-site-simulator': ['../../demo/demo-site.ts'],
  },
} as const;

/** @returns the errors of the compiler in the project of a folder, which has a `tsconfig.json`. */
export function findTypeErrors(folder: string): Promise<string> {
  const tsc = join(import.meta.dirname, '../../node_modules/.bin/tsc');
  return new Promise((resolve) => {
    execFile(tsc, ['-p', folder], { cwd: folder }, (_, stdout) => resolve(stdout));
  });
}
