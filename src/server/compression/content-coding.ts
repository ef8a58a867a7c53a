import type { Transform } from 'node:stream';
import { constants, createBrotliCompress, createGzip, createZstdCompress } from 'node:zlib';

/** How the bytes of a body are written. */
export type ContentCoding = 'zstd' | 'br' | 'gzip';

/** Those that the gateway writes. Of equal ones the first is chosen: it needs the least time for the fewest bytes. */
const CODINGS: readonly ContentCoding[] = ['zstd', 'br', 'gzip'];

/** Headers are the same for all requests of a client. */
const MAX_KNOWN_HEADERS = 64;
const known = new Map<string, ContentCoding | null>();

/**
 * Chooses how a body is written for a client (RFC 9110, section 12.5.3).
 *
 * @param accepted the client's `Accept-Encoding`.
 * @returns null if it takes none of them, or did not say.
 */
export function chooseCoding(accepted: string | null | undefined): ContentCoding | null {
  if (!accepted) return null;
  const found = known.get(accepted);
  if (found !== undefined) return found;
  const chosen = readAccepted(accepted);
  if (known.size >= MAX_KNOWN_HEADERS) known.clear();
  known.set(accepted, chosen);
  return chosen;
}

function readAccepted(accepted: string): ContentCoding | null {
  const qualities = new Map<string, number>();
  for (const entry of accepted.toLowerCase().split(',')) {
    const [name = '', ...parameters] = entry.split(';').map((part) => part.trim());
    const quality = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
    qualities.set(name === 'x-gzip' ? 'gzip' : name, Number.isNaN(quality) ? 0 : quality);
  }
  const qualityOf = (coding: string) => qualities.get(coding) ?? qualities.get('*') ?? 0;
  const best = Math.max(...CODINGS.map(qualityOf));
  // A client that likes its bytes as they are better gets them so.
  if (best === 0 || best < (qualities.get('identity') ?? 0)) return null;
  return CODINGS.find((coding) => qualityOf(coding) === best) ?? null;
}

/** How hard a body is compressed: `once` for one answer, `kept` for bytes that are sent many times. */
export type Effort = 'once' | 'kept';

const LEVELS: Readonly<Record<ContentCoding, Readonly<Record<Effort, number>>>> = {
  zstd: { once: 3, kept: 9 },
  br: { once: 4, kept: 9 },
  gzip: { once: 4, kept: 9 },
};

/** @param size bytes that will come, about; it spares memory. */
export function createCompressor(coding: ContentCoding, effort: Effort, size: number): Transform {
  const level = LEVELS[coding][effort];
  if (coding === 'gzip') return createGzip({ level });
  if (coding === 'zstd') return createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: level } });
  const params = { [constants.BROTLI_PARAM_QUALITY]: level, [constants.BROTLI_PARAM_SIZE_HINT]: size };
  return createBrotliCompress({ params });
}
