import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** A chunk of a PNG file (https://www.w3.org/TR/png-3/, section 5.3). */
interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

const SIGNATURE = 8;
/** Around the data of a chunk: its length, its type and its checksum. */
const AROUND = 12;

/** Compresses the pixels of a PNG file as well as zlib can; they stay the same. */
export function smallerPng(png: Buffer): Buffer {
  const chunks = [...readChunks(png)];
  const pixels = inflateSync(Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data)));
  const others = chunks.filter(({ type }) => ['IHDR', 'PLTE', 'tRNS'].includes(type));
  const written = [...others, { type: 'IDAT', data: deflateSync(pixels, { level: 9, memLevel: 9 }) }];
  const end = { type: 'IEND', data: Buffer.alloc(0) };
  const smaller = Buffer.concat([png.subarray(0, SIGNATURE), ...[...written, end].map(toBytes)]);
  return smaller.length < png.length ? smaller : png;
}

function* readChunks(png: Buffer): Generator<Chunk> {
  for (let at = SIGNATURE; at < png.length; ) {
    const length = png.readUInt32BE(at);
    yield { type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) };
    at += length + AROUND;
  }
}

function toBytes({ type, data }: Chunk): Buffer {
  const bytes = Buffer.alloc(data.length + AROUND);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  data.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
  return bytes;
}
