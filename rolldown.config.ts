import { cpSync, rmSync } from 'node:fs';
import { defineConfig } from 'rolldown';

rmSync(new URL('dist', import.meta.url), { recursive: true, force: true });
// The files that the simulated site of the command `mock` starts from.
cpSync('demo/doctypes/core', 'dist/doctypes/core', { recursive: true });

/** `dist/`: the server and the command line, each in as few files as can be, because Node loads files one by one. */
export default defineConfig({
  input: { main: 'src/main.ts', cli: 'src/cli.ts' },
  platform: 'node',
  // The parser's WebAssembly is read from its own packages, by one command.
  external: ['web-tree-sitter', /^tree-sitter-python/],
  output: { dir: 'dist', format: 'esm', chunkFileNames: '[name].js', minify: 'dce-only' },
});
