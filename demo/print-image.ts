import { constants, zstdCompressSync } from 'node:zlib';
import { startDemoSite } from './demo-site.ts';

/** Prints the compressed image of the shop that the simulator starts with; nothing on Node 22, which cannot make it. */
const site = await startDemoSite({ version: 15, scale: 'full' });
const image = site.database.image();
if (image) process.stdout.write(zstdCompressSync(image, { params: { [constants.ZSTD_c_compressionLevel]: 6 } }));
await site.close();
