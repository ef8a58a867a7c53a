import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { zstdDecompressSync } from 'node:zlib';
import { DEMO_FOLDER } from '../demo-folder.ts';
import type { FrappeMajor } from '../dialects.ts';
import type { Scale } from './seed-shop.ts';

/** The path at which a build puts the image of a seeded shop, in the folder of the demo's files. */
export function imagePath(version: FrappeMajor, scale: Scale): string {
  return `images/v${version}-${scale}.sqlite.zst`;
}

/** The image of a seeded shop that the build made; null if there is none, and on Node 22, which cannot open one. */
export function readShopImage(version: FrappeMajor, scale: Scale): Uint8Array | null {
  const file = join(DEMO_FOLDER, imagePath(version, scale));
  if (!('deserialize' in DatabaseSync.prototype) || !existsSync(file)) return null;
  return zstdDecompressSync(readFileSync(file));
}
