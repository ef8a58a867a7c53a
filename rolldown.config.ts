import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'rolldown';
import { siteFiles } from './demo/site-files.ts';
import { buildPage, MODULES_FILE, PAGE_FOLDER } from './graphiql/build.ts';

/** The files of the commands `demo` and `mock`, next to those of the simulated site. */
const simulationFiles: Plugin = {
  name: 'simulation-files',
  generateBundle() {
    const folder = 'src/commands/simulation';
    for (const path of globSync('*.json', { cwd: folder, exclude: ['package.json'] }))
      this.emitFile({ type: 'asset', fileName: `demo/${path}`, source: readFileSync(join(folder, path)) });
  },
};

/** The page of GraphiQL, built apart, because it runs in browsers. */
const graphiqlPage: Plugin = {
  name: 'graphiql-page',
  buildStart: buildPage,
  generateBundle() {
    for (const path of globSync('*', { cwd: PAGE_FOLDER, exclude: [MODULES_FILE] }))
      this.emitFile({ type: 'asset', fileName: `graphiql/${path}`, source: readFileSync(join(PAGE_FOLDER, path)) });
  },
};

/** Puts WebAssembly files of packages next to the bundle, where the code then looks for them. */
const webAssembly: Plugin = {
  name: 'web-assembly',
  transform(code) {
    if (!code.includes(".wasm')")) return null;
    return code.replace(/import\.meta\.resolve\('([^']+\.wasm)'\)/g, (_, specifier: string) => {
      const file = fileURLToPath(import.meta.resolve(specifier));
      this.emitFile({ type: 'asset', fileName: basename(file), source: readFileSync(file) });
      return `new URL('./${basename(file)}', import.meta.url).href`;
    });
  },
};

/** Writes code in ASCII: one letter beyond Latin-1 doubles the memory of a file, by 40 MB for the server and its cache. */
const ascii: Plugin = {
  name: 'ascii',
  generateBundle(_, bundle) {
    for (const part of Object.values(bundle)) {
      if (part.type === 'chunk') part.code = part.code.replace(/[\u0080-\uffff]/g, toEscape);
    }
  },
};

function toEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Names each bundled package: with its licence, which asks for it, and as an SBOM, which scanners read. */
const bundledPackages: Plugin = {
  name: 'bundled-packages',
  generateBundle(_, bundle) {
    const ofPage = JSON.parse(readFileSync(join(PAGE_FOLDER, MODULES_FILE), 'utf8')) as string[];
    const ofProgram = Object.values(bundle).flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []));
    const modules = [...ofProgram, ...ofPage];
    const inPackage = /^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/@]+)\//;
    // The grammar is a file of its own, and not a module.
    const folders = modules.flatMap((id) => inPackage.exec(id)?.[1] ?? []).concat('node_modules/tree-sitter-python');
    const packages = [...new Map([...new Set(folders)].map(readPackage).map((one) => [one.purl, one])).values()];
    packages.sort((a, b) => (a.purl < b.purl ? -1 : 1));
    const texts = packages.map(({ name, version, licence, text }) => `${name} ${version} (${licence})${text}`);
    const components = packages.map(({ name, version, licence, purl }) => {
      return { type: 'library', name, version, purl, licenses: [{ license: { id: licence } }] };
    });
    const sbom = { bomFormat: 'CycloneDX', specVersion: '1.5', version: 1, components };
    this.emitFile({
      type: 'asset',
      fileName: 'licenses.txt',
      source: `${texts.join(`\n\n${'='.repeat(80)}\n\n`)}\n`,
    });
    this.emitFile({ type: 'asset', fileName: 'bundled.cdx.json', source: `${JSON.stringify(sbom, null, 1)}\n` });
  },
};

function readPackage(folder: string) {
  const { name, version, license, licenses } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((path) => /^licen[cs]e/i.test(path));
  return {
    name: String(name),
    version: String(version),
    licence: String(license ?? licenses[0].type),
    text: file === undefined ? '' : `\n\n${readFileSync(join(folder, file), 'utf8').trim()}`,
    purl: `pkg:npm/${String(name).replace('@', '%40')}@${version}`,
  };
}

/**
 * `dist/`: the server and the command line, each in as few files as can be, because Node loads files one by one. All
 * packages are in them, so that an installation fetches nothing else.
 */
const program = defineConfig({
  input: { main: 'src/main.ts', cli: 'src/cli.ts' },
  platform: 'node',
  transform: { target: 'node22' },
  plugins: [graphiqlPage, webAssembly, siteFiles('demo', 'demo/'), simulationFiles, bundledPackages, ascii],
  output: {
    dir: 'dist',
    cleanDir: true,
    format: 'esm',
    // The demo finds its files next to its own chunk.
    chunkFileNames: ({ moduleIds }) => (moduleIds.some(isOfDemo) ? 'demo/[name].js' : '[name].js'),
    minify: 'dce-only',
  },
});

/** The types of a file that others import, next to its code. */
const declarations: Plugin = {
  name: 'declarations',
  generateBundle() {
    const outDir = mkdtempSync(join(tmpdir(), 'declarations-'));
    const flags = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--outDir', outDir];
    const settings = [
      '--ignoreConfig',
      '--module',
      'nodenext',
      '--strict',
      '--skipLibCheck',
      '--allowImportingTsExtensions',
    ];
    execFileSync('node_modules/.bin/tsc', ['src/codegen/sliced-preset.ts', ...flags, ...settings]);
    const source = readFileSync(join(outDir, 'sliced-preset.d.ts'), 'utf8');
    rmSync(outDir, { recursive: true });
    this.emitFile({ type: 'asset', fileName: 'codegen.d.ts', source });
  },
};

/** `frappe-graphql/codegen`: for GraphQL Code Generator, with the project's own `graphql`. */
const codegen = defineConfig({
  input: { codegen: 'src/codegen/sliced-preset.ts' },
  external: ['graphql'],
  platform: 'node',
  transform: { target: 'node22' },
  plugins: [declarations],
  output: { dir: 'dist', format: 'esm' },
});

export default [program, codegen];

function isOfDemo(id: string): boolean {
  return id.endsWith('/demo/demo-folder.ts');
}
