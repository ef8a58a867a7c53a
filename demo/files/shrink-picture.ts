import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** A picture with 8 bits a channel. */
interface Picture {
  width: number;
  height: number;
  /** Bytes of a pixel. */
  depth: number;
  pixels: Buffer;
}

/** The kinds of colours, with the bytes of a pixel. */
const DEPTHS: ReadonlyMap<number, number> = new Map([
  [0, 1],
  [2, 3],
  [4, 2],
  [6, 4],
]);
const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

/**
 * `optimize_image` of frappe/utils/image.py, for simple PNGs: the proportions stay, and a picture that does not become
 * shorter stays as it was.
 *
 * @param atLeast The side that a site does not go below.
 * @throws Error for anything else
 */
export function shrinkPicture(bytes: Buffer, maxWidth: number, maxHeight: number, atLeast: number): Buffer {
  const picture = readPng(bytes);
  const { width, height } = picture;
  const most = atLeast === 0 ? 1 : 0.8;
  const widest = Math.max(Math.min(maxWidth, width * most), atLeast);
  const highest = Math.max(Math.min(maxHeight, height * most), atLeast);
  const scale = Math.min(1, widest / width, highest / height);
  const smaller = writePng(sample(picture, scale));
  return smaller.length < bytes.length ? smaller : bytes;
}

function sample({ width, height, depth, pixels }: Picture, scale: number): Picture {
  const [w, h] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  const small = Buffer.alloc(w * h * depth);
  for (let y = 0; y < h; y += 1) {
    for (let x = 0; x < w; x += 1) {
      const from = (Math.floor((y * height) / h) * width + Math.floor((x * width) / w)) * depth;
      pixels.copy(small, (y * w + x) * depth, from, from + depth);
    }
  }
  return { width: w, height: h, depth, pixels: small };
}

function readPng(bytes: Buffer): Picture {
  if (!bytes.subarray(0, 8).equals(SIGNATURE)) throw new Error('cannot identify image file');
  const data: Buffer[] = [];
  for (let at = 8; at + 12 <= bytes.length; at += bytes.readUInt32BE(at) + 12) {
    const body = bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at));
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(body);
  }
  const depth = DEPTHS.get(bytes[25] ?? -1);
  if (bytes[24] !== 8 || bytes[28] !== 0 || depth === undefined) throw new Error('cannot identify image file');
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  return { width, height, depth, pixels: unfilter(inflateSync(Buffer.concat(data)), width * depth, height, depth) };
}

/** Each line begins with the kind of its filter (PNG specification, 9.2). */
function unfilter(lines: Buffer, length: number, height: number, depth: number): Buffer {
  const pixels = Buffer.alloc(length * height);
  for (let y = 0; y < height; y += 1) {
    const kind = lines[y * (length + 1)];
    for (let x = 0; x < length; x += 1) {
      const left = x < depth ? 0 : (pixels[y * length + x - depth] ?? 0);
      const up = y === 0 ? 0 : (pixels[(y - 1) * length + x] ?? 0);
      const corner = x < depth || y === 0 ? 0 : (pixels[(y - 1) * length + x - depth] ?? 0);
      const guesses = [0, left, up, (left + up) >> 1, nearest(left, up, corner)];
      pixels[y * length + x] = (lines[y * (length + 1) + 1 + x] ?? 0) + (guesses[kind ?? 0] ?? 0);
    }
  }
  return pixels;
}

function nearest(left: number, up: number, corner: number): number {
  const estimate = left + up - corner;
  const [a, b, c] = [left, up, corner].map((each) => Math.abs(estimate - each)) as [number, number, number];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

/** Writes a PNG. */
export function writePng({ width, height, depth, pixels }: Picture): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 8;
  head[9] = [...DEPTHS].find(([, bytes]) => bytes === depth)?.[0] ?? 2;
  const lines = Buffer.alloc((width * depth + 1) * height);
  for (let y = 0; y < height; y += 1)
    pixels.copy(lines, y * (width * depth + 1) + 1, y * width * depth, (y + 1) * width * depth);
  return Buffer.concat([
    SIGNATURE,
    part('IHDR', head),
    part('IDAT', deflateSync(lines)),
    part('IEND', Buffer.alloc(0)),
  ]);
}

function part(name: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), body]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}
