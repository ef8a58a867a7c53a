import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { GatewayError } from '../../errors.ts';
import { PreparedBody } from '../compression/prepared-body.ts';

/** A file that is sent as it is. */
export interface StaticFile {
  /** Its media type. */
  readonly type: string;
  readonly body: PreparedBody;
}

const manifest = z.object({
  script: z.string(),
  /** Scripts that the first one loads in any case. */
  preload: z.array(z.string()),
  style: z.string(),
  icon: z.string(),
  /** Scripts that the editor runs in workers. */
  workers: z.object({ editor: z.string(), json: z.string(), graphql: z.string() }),
});

/** The names of the files that the page begins with. */
export type PageManifest = z.infer<typeof manifest>;

/** The built page without its HTML. */
export interface PageFiles {
  readonly manifest: PageManifest;
  /** @returns null for names that are not among its files. */
  read(name: string): Promise<StaticFile | null>;
}

/** Next to the bundle; for the sources, where `graphiql/build.ts` puts it. */
const FOLDERS = ['graphiql', '../../../.cache/graphiql'].map((path) => join(import.meta.dirname, path));

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  ttf: 'font/ttf',
};

/** They are the same for all sites. */
let opening: Promise<PageFiles> | undefined;

/** @throws GatewayError if the page was not built. */
export function openPageFiles(): Promise<PageFiles> {
  opening ??= open();
  // The page may be built meanwhile.
  opening.catch(() => {
    opening = undefined;
  });
  return opening;
}

async function open(): Promise<PageFiles> {
  const folder = FOLDERS.find((path) => existsSync(join(path, 'files.json')));
  if (folder === undefined)
    throw new GatewayError('INTERNAL', 'GraphiQL is not built. Run `npm run build:graphiql` first.');
  const names = new Set((await readdir(folder)).filter((name) => typeOf(name) !== undefined));
  const files = new Map<string, Promise<StaticFile>>();
  return {
    manifest: manifest.parse(JSON.parse(await readFile(join(folder, 'files.json'), 'utf8'))),
    read: async (name) => {
      if (!names.has(name)) return null;
      const file = files.get(name) ?? readStatic(folder, name);
      files.set(name, file);
      return file;
    },
  };
}

async function readStatic(folder: string, name: string): Promise<StaticFile> {
  return { type: typeOf(name) ?? '', body: new PreparedBody([await readFile(join(folder, name))]) };
}

function typeOf(name: string): string | undefined {
  return TYPES[name.slice(name.lastIndexOf('.') + 1)];
}
