import { defineConfig } from 'rolldown';
import { siteFiles } from './site-files.ts';

/** `dist/`: the simulator with all packages in it, and the shop as an image, so that it starts at once. */
export default defineConfig({
  input: { main: 'main.ts' },
  platform: 'node',
  transform: { target: 'node22' },
  plugins: [siteFiles('.', '')],
  output: { dir: 'dist', cleanDir: true, format: 'esm', minify: 'dce-only' },
});
