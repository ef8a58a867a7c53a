import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'rolldown';
import { imagePath } from './seed/shop-image.ts';

const MAX_IMAGE_BYTES = 16 * 1024 * 1024;

/**
 * Puts the files that the simulated site starts from next to its code: DocTypes, and the shop as a build made it.
 *
 * @param demo The folder of the simulator.
 * @param target Where they go in the output: a prefix of their names.
 */
export function siteFiles(demo: string, target: string): Plugin {
  return {
    name: 'site-files',
    generateBundle() {
      for (const path of globSync('{doctypes/**/,custom/}*.json', { cwd: demo }))
        this.emitFile({ type: 'asset', fileName: target + path, source: readFileSync(join(demo, path)) });
      const print = [join(demo, 'print-image.ts')];
      const image = execFileSync(process.execPath, print, { maxBuffer: MAX_IMAGE_BYTES });
      if (image.length > 0) this.emitFile({ type: 'asset', fileName: target + imagePath(15, 'full'), source: image });
    },
  };
}
