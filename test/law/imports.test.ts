import { describe, expect, test } from 'vitest';
import { readSourceFiles, type SourceFile } from './source-files.ts';

/** What each folder may import in addition to itself. `main` stands for the files that are in no folder. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  main: ['commands', 'server', 'schema'],
  commands: ['main', 'server', 'schema', 'operations', 'metadata', 'sources', 'events', 'frappe', 'scan'],
  server: [
    'schema',
    'sources',
    'operations',
    'metadata',
    'frappe',
    'events',
    'config.ts',
    'errors.ts',
    'exact-json.ts',
  ],
  schema: ['operations', 'metadata', 'events', 'config-file.ts', 'did-you-mean.ts', 'errors.ts', 'exact-json.ts'],
  operations: ['metadata', 'frappe', 'derive-once.ts', 'errors.ts', 'exact-json.ts'],
  metadata: ['frappe', 'config-file.ts', 'errors.ts', 'exact-json.ts'],
  scan: ['metadata', 'errors.ts', 'exact-json.ts'],
  events: ['metadata', 'errors.ts', 'exact-json.ts'],
  sources: ['events', 'metadata', 'frappe', 'errors.ts', 'exact-json.ts'],
  frappe: ['errors.ts', 'exact-json.ts'],
};

const MAY_USE: Readonly<Record<string, readonly string[]>> = {
  main: ['graphql', 'pino', 'zod'],
  server: [
    'zod',
    'graphql',
    'graphql-yoga',
    '@graphql-yoga/render-graphiql',
    'graphql-ws',
    'ws',
    'lru-cache',
    'pino',
    '@fastify/busboy',
  ],
  schema: ['graphql', '@pothos/core', 'zod'],
  operations: ['dataloader'],
  metadata: ['lru-cache', 'zod'],
  scan: ['web-tree-sitter'],
  events: ['lru-cache', 'ioredis'],
  sources: ['lru-cache'],
  frappe: ['undici', 'socket.io-client'],
};

const files = readSourceFiles();
const byPath = new Map(files.map((file) => [file.path, file]));

describe('the import law', () => {
  test('every folder has a rule', () => {
    expect([...new Set(files.map(({ folder }) => folder))].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  test('folders import only what is below them', () => {
    expect(files.flatMap((file) => file.imports.filter((path) => !isAllowed(file, path)).map(arrow(file)))).toEqual([]);
  });

  test('packages are used only where they belong', () => {
    const wrong = files.flatMap((file) =>
      file.packages.filter((name) => !MAY_USE[file.folder]?.includes(name)).map(arrow(file)),
    );
    expect(wrong).toEqual([]);
  });

  test('every import is of a file', () => {
    expect(files.flatMap((file) => file.imports.filter((path) => !byPath.has(path)).map(arrow(file)))).toEqual([]);
  });

  test('only the commands that start a simulated site use it', () => {
    const outside = files.flatMap((file) => file.outside.map(arrow(file)));
    expect(outside).toEqual(['commands/simulation.ts → ../demo/start-demo.ts']);
  });

  test('there are no cycles, type-only ones included', () => {
    expect(findCycles()).toEqual([]);
  });

  test('only the planner reads operations and arguments out of a document', () => {
    const readers = files.filter(({ text }) => /\bget(OperationAST|VariableValues|ArgumentValues)\b/.test(text));
    expect(readers.map(({ path }) => path)).toEqual([
      'query/selection/field-arguments.ts',
      'query/prepared-operation.ts',
    ]);
  });

  test('only the configuration reads the environment', () => {
    const readers = files.filter(({ text }) => text.includes('process.env')).map(({ path }) => path);
    expect(readers).toEqual(['environment.ts', 'serve.ts']); // The latter asks who started it.
  });

  test('credentials are sent from one place', () => {
    const senders = files.filter(({ text }) => text.includes('.toHeaders(')).map(({ path }) => path);
    expect(senders).toEqual(['frappe/site-socket.ts', 'frappe/transport.ts']);
  });
});

function isAllowed(file: SourceFile, path: string): boolean {
  const target = byPath.get(path);
  if (target === undefined || target.folder === file.folder) return true;
  const allowed = MAY_IMPORT[file.folder] ?? [];
  return allowed.includes(target.folder) || allowed.includes(path);
}

function arrow(file: SourceFile): (target: string) => string {
  return (target) => `${file.path} → ${target}`;
}

/** Depth first: an import of a file that is still open closes a circle. */
function findCycles(): string[] {
  const cycles: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, open: readonly string[]): void => {
    if (open.includes(path)) cycles.push([...open.slice(open.indexOf(path)), path].join(' → '));
    if (open.includes(path) || done.has(path)) return;
    for (const next of byPath.get(path)?.imports ?? []) visit(next, [...open, path]);
    done.add(path);
  };
  for (const { path } of files) visit(path, []);
  return cycles;
}
