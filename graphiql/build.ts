import { globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'rolldown';

const ROOT: string = join(import.meta.dirname, '..');

/** The folder that the gateway's sources serve the page from; a build copies it to `dist/graphiql`. */
export const PAGE_FOLDER: string = join(ROOT, '.cache/graphiql');

/** Names the files of a built page for the server. */
const MANIFEST = 'files.json';

/** Lists the modules in the page, for the list of licences. */
export const MODULES_FILE = 'modules.json';

const SCRIPTS = {
  main: join(ROOT, 'graphiql/src/main.tsx'),
  'editor-worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
  'json-worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
  'graphql-worker': 'monaco-graphql/esm/graphql.worker.js',
};

/** Modules of packages that the page replaces, because it uses a small part of them. */
const REPLACED: readonly [RegExp, string][] = [
  [/\/monaco-graphql\/esm\/(?:monaco-editor|full)(?:\.js)?$/, 'monaco.ts'],
  [/\/widget\/diffEditor\/diffEditorWidget\.js$/, 'no-diff-editor.ts'],
  [/\/widget\/multiDiffEditor\/multiDiffEditorWidget\.js$/, 'no-diff-editor.ts'],
  [/^\/prettier\/plugins\/estree$/, 'json-printer.ts'],
  [/^\/prettier\/parser-babel$/, 'json-printer.ts'],
];

const replacedModules: Plugin = {
  name: 'replaced-modules',
  resolveId(id, importer) {
    const path = id.startsWith('.') && importer ? join(dirname(importer), id) : `/${id}`;
    const [, file] = REPLACED.find(([pattern]) => pattern.test(path)) ?? [];
    return file === undefined ? null : join(ROOT, 'graphiql/src/editor', file);
  },
};

/** Gathers the styles that modules import, in one file; the icons of the editor are a font next to it. */
function gatheredStyles(): Plugin {
  const styles = new Map<string, string>();
  return {
    name: 'gathered-styles',
    load(id) {
      if (!id.endsWith('.css')) return null;
      styles.set(id, readStyle(id));
      return { code: '', moduleType: 'js', moduleSideEffects: true };
    },
    generateBundle() {
      const emit = (name: string, source: string | Buffer) =>
        this.getFileName(this.emitFile({ type: 'asset', name, source }));
      const texts = [...styles]
        .sort(byOrigin)
        .map(([path, css]) =>
          css.replace(
            /url\(\.\/([\w.]+)\)/g,
            (_, name: string) => `url(${emit(name, readFileSync(join(dirname(path), name)))})`,
          ),
        );
      emit('graphiql.css', texts.join('\n'));
      emit('mark.svg', readFileSync(join(ROOT, 'graphiql/mark.svg')));
    },
  };
}

/** The text of a style with those that it imports. */
function readStyle(path: string): string {
  const imported = (_: string, name: string) => readStyle(join(dirname(path), name));
  return readFileSync(path, 'utf8').replace(/^@import "(.+)";$/gm, imported);
}

/** The page's own styles come last. */
function byOrigin([one]: [string, string], [other]: [string, string]): number {
  return Number(!one.includes('node_modules')) - Number(!other.includes('node_modules'));
}

/** Packages mark modules for servers and compilers that the page does not have. */
const withoutNotes: NonNullable<BuildOptions['onLog']> = (level, log) => {
  if (level === 'warn' && log.code !== 'MODULE_LEVEL_DIRECTIVE') throw new Error(log.message);
};

const options: BuildOptions = {
  cwd: ROOT,
  input: SCRIPTS,
  platform: 'browser',
  transform: { target: 'es2022', define: { 'process.env.NODE_ENV': '"production"' } },
  // GraphiQL loads the same module of Prettier by both names.
  resolve: { alias: { 'prettier/parser-graphql': 'prettier/plugins/graphql' } },
  plugins: [replacedModules, gatheredStyles()],
  onLog: withoutNotes,
  write: false,
  output: {
    format: 'esm',
    minify: true,
    entryFileNames: '[name].[hash].js',
    chunkFileNames: '[name].[hash].js',
    assetFileNames: '[name].[hash][extname]',
  },
};

/** Builds the page, where a source of it has changed since the last time. */
export async function buildPage(): Promise<void> {
  const sources = globSync(['graphiql/**/*', 'package-lock.json'], { cwd: ROOT });
  const builtAt = statSync(join(PAGE_FOLDER, MANIFEST), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (sources.every((path) => statSync(join(ROOT, path)).mtimeMs < builtAt)) return;
  const { output } = await build(options);
  rmSync(PAGE_FOLDER, { recursive: true, force: true });
  mkdirSync(PAGE_FOLDER, { recursive: true });
  for (const part of output)
    writeFileSync(join(PAGE_FOLDER, part.fileName), part.type === 'chunk' ? part.code : part.source);
  const chunks = output.filter((part) => part.type === 'chunk');
  const fileOf = (name: string) =>
    output.find((part) => (part.type === 'chunk' ? part.isEntry && part.name === name : part.names.includes(name)))
      ?.fileName;
  const main = chunks.find(({ isEntry, name }) => isEntry && name === 'main');
  const editor = chunks.find(({ moduleIds }) => moduleIds.some((id) => id.endsWith('/editor/monaco.ts')));
  const needed = [main, editor].flatMap((chunk) => (chunk ? [chunk.fileName, ...chunk.imports] : []));
  const manifest = {
    script: main?.fileName,
    preload: [...new Set(needed)].filter((file) => file !== main?.fileName),
    style: fileOf('graphiql.css'),
    icon: fileOf('mark.svg'),
    workers: { editor: fileOf('editor-worker'), json: fileOf('json-worker'), graphql: fileOf('graphql-worker') },
  };
  writeFileSync(join(PAGE_FOLDER, MODULES_FILE), JSON.stringify(chunks.flatMap(({ moduleIds }) => moduleIds)));
  writeFileSync(join(PAGE_FOLDER, MANIFEST), JSON.stringify(manifest));
}

if (process.argv[1] === import.meta.filename) await buildPage();
