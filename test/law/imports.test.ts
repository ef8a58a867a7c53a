import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT, readSourceFiles, readText, type SourceFile } from './source-files.ts';

/** Files at the top that every folder may import. */
const FOR_ALL = [
  'byte-pieces.ts',
  'comma-list.ts',
  'errors.ts',
  'exact-json.ts',
  'derive-once.ts',
  'escape-regexp.ts',
  'recent-values.ts',
  'json-pieces.ts',
  'turns.ts',
];

/**
 * The rooms, each with what it may import in addition to itself and its folders. A room is a folder with all below it
 * that is not a room of its own; `main` stands for the files that are in no folder.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  main: ['commands', 'server', 'schema', 'settings'],
  codegen: [],
  commands: ['codegen', 'main', 'server', 'schema', 'metadata', 'sources', 'events', 'frappe', 'redis', 'scan'],
  server: ['main', 'features', 'schema', 'query', 'metadata', 'frappe', 'sources', 'events', 'redis'],
  features: ['schema', 'query', 'metadata', 'frappe', 'events'],
  schema: ['main', 'query', 'metadata'],
  query: ['query/planner', 'query/completion', 'query/selection', 'query/plan'],
  'query/completion': ['query/selection', 'query/plan', 'frappe'],
  'query/execution': ['query/plan', 'metadata', 'frappe'],
  'query/planner': ['query/selection', 'query/plan', 'metadata'],
  'query/selection': ['query/plan'],
  'query/plan': ['metadata', 'frappe'],
  metadata: ['config-file.ts', 'frappe'],
  sources: ['events', 'metadata', 'frappe'],
  events: ['redis'],
  redis: [],
  scan: ['metadata'],
  settings: ['config-file.ts', 'trusted-proxies.ts'],
  frappe: ['environment.ts'],
};

/** The other features that each feature may import. */
const FEATURES: Readonly<Record<string, readonly string[]>> = {
  aggregate: [],
  desk: ['job', 'sign-in', 'write'],
  files: ['desk', 'write'],
  form: [],
  job: ['desk'],
  method: ['job', 'write'],
  'sign-in': [],
  subscription: ['job'],
  sync: [],
  write: [],
};

/** The packages that rooms may use. */
const MAY_USE: Readonly<Record<string, readonly string[]>> = {
  main: [
    'graphql',
    'lru-cache',
    'pino',
    'zod',
    '@opentelemetry/api',
    '@opentelemetry/sdk-trace',
    '@opentelemetry/exporter-trace-otlp-proto',
    '@opentelemetry/resources',
  ],
  codegen: ['graphql'],
  commands: ['graphql'],
  server: [
    'zod',
    'graphql',
    'graphql-yoga',
    'graphql-ws',
    'ws',
    'lru-cache',
    'pino',
    '@fastify/busboy',
    '@opentelemetry/api',
    'prom-client',
    'oauth4webapi',
  ],
  features: ['graphql', '@pothos/core', 'zod', 'oauth4webapi'],
  schema: ['graphql', '@pothos/core', 'zod'],
  query: ['graphql', 'lru-cache'],
  'query/planner': ['graphql'],
  'query/selection': ['graphql'],
  'query/completion': ['graphql'],
  'query/execution': ['dataloader'],
  metadata: ['zod'],
  scan: ['web-tree-sitter'],
  settings: ['zod'],
  events: ['lru-cache'],
  redis: ['ioredis'],
  sources: ['lru-cache'],
  frappe: ['@opentelemetry/api', 'cockatiel', 'undici', 'socket.io-client'],
};

const files = readSourceFiles();
const byPath = new Map(files.map((file) => [file.path, file]));

/** A file of data that is part of the code. */
function isData(path: string): boolean {
  return path.endsWith('.json') && existsSync(join(ROOT, 'src', path));
}

describe('the import law', () => {
  test('every folder belongs to a room', () => {
    expect(files.filter(({ folder }) => roomOf(folder) === undefined).map(({ path }) => path)).toEqual([]);
    const rooms = new Set(files.map(({ folder }) => roomOf(folder)));
    expect([...rooms].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  test('rooms import only what is below them', () => {
    expect(files.flatMap((file) => file.imports.filter((path) => !isAllowed(file, path)).map(arrow(file)))).toEqual([]);
  });

  test('no two folders import each other', () => {
    const imports = new Set(
      files.flatMap(({ folder, imports }) => imports.map((path) => `${folder} ${folderOf(path)}`)),
    );
    const pairs = [...imports].filter((pair) => {
      const [one, other] = pair.split(' ');
      return one !== 'main' && other !== 'main' && one !== other && imports.has(`${other} ${one}`);
    });
    expect(pairs).toEqual([]);
  });

  test('features import only the features that they list', () => {
    const featureOf = (folder: string) => /^features\/([^/]+)/.exec(folder)?.[1];
    const wrong = files.flatMap((file) => {
      const own = featureOf(file.folder);
      const others = file.imports.filter((path) => {
        const other = featureOf(folderOf(path));
        return other !== undefined && other !== own && !FEATURES[own ?? '']?.includes(other);
      });
      return own === undefined ? [] : others.map(arrow(file));
    });
    expect(wrong).toEqual([]);
    expect([...new Set(files.flatMap(({ folder }) => featureOf(folder) ?? []))].sort()).toEqual(
      Object.keys(FEATURES).sort(),
    );
  });

  test('only the fields of a feature know GraphQL', () => {
    const inner = files.filter(({ folder }) => /^features\/[^/]+(?!.*\/fields)/.test(folder));
    expect(inner.length).toBeGreaterThan(50);
    const wrong = inner.flatMap((file) => [
      ...file.packages.filter((name) => ['graphql', '@pothos/core'].includes(name)).map(arrow(file)),
      ...file.imports.filter((path) => /^features\/.*\/fields\//.test(path)).map(arrow(file)),
    ]);
    expect(wrong).toEqual([]);
  });

  test('packages are used only where they belong', () => {
    const wrong = files.flatMap((file) =>
      file.packages.filter((name) => !MAY_USE[roomOf(file.folder) ?? '']?.includes(name)).map(arrow(file)),
    );
    expect(wrong).toEqual([]);
  });

  test('every import is of a file', () => {
    expect(
      files.flatMap((file) => file.imports.filter((path) => !byPath.has(path) && !isData(path)).map(arrow(file))),
    ).toEqual([]);
  });

  test('only the commands that start a simulated site use it', () => {
    const outside = files.flatMap((file) => file.outside.map(arrow(file)));
    expect([...new Set(outside.map((line) => line.replace(/ → .*/, '')))]).toEqual([
      'commands/simulation/shop-settings.ts',
      'commands/simulation/start-demo.ts',
    ]);
  });

  test('there are no cycles, type-only ones included', () => {
    expect(findCycles(files)).toEqual([]);
  });

  test('only the planner reads operations and arguments out of a document', () => {
    const readers = files.filter(({ text }) => /\bget(OperationAST|VariableValues|ArgumentValues)\b/.test(text));
    expect(readers.map(({ path }) => path)).toEqual([
      'query/prepared-operation.ts',
      'query/selection/field-arguments.ts',
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

describe('the simulated site', () => {
  const files = readSourceFiles('demo');

  test('imports nothing of the gateway, and no package that its manifest does not name', () => {
    const { dependencies, devDependencies } = JSON.parse(readText('demo/package.json')) as Manifest;
    const named = Object.keys({ ...dependencies, ...devDependencies }).sort();
    expect(files.flatMap((file) => file.outside.map(arrow(file)))).toEqual([]);
    expect([...new Set(files.flatMap(({ packages }) => packages))].sort()).toEqual(named);
  });

  test('has no cycles, type-only ones included', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(findCycles(files)).toEqual([]);
  });
});

/** The room with the longest name that a folder is in. */
function roomOf(folder: string): string | undefined {
  const rooms = Object.keys(MAY_IMPORT).filter((room) => folder === room || folder.startsWith(`${room}/`));
  return rooms.sort((a, b) => b.length - a.length)[0];
}

function folderOf(path: string): string {
  return byPath.get(path)?.folder ?? '';
}

function isAllowed(file: SourceFile, path: string): boolean {
  const [own, other] = [roomOf(file.folder), roomOf(folderOf(path))];
  if (own === other || other === undefined || FOR_ALL.includes(path)) return true;
  return (MAY_IMPORT[own ?? ''] ?? []).some((room) => room === path || room === other || other.startsWith(`${room}/`));
}

function arrow(file: SourceFile): (target: string) => string {
  return (target) => `${file.path} → ${target}`;
}

/** Depth first: an import of a file that is still open closes a circle. */
function findCycles(files: readonly SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
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

interface Manifest {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}
