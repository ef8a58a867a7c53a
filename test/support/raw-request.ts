import { type IncomingHttpHeaders, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';

/** A response as it came: nothing is decompressed. */
export interface RawResponse {
  status: number;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
}

export interface RawRequest {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** Sends a request with exactly the given headers. Node's `fetch` would add `Accept-Encoding` and decompress. */
export function sendRaw(url: string, { method = 'GET', headers = {}, body }: RawRequest = {}): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false }, (response) => {
      buffer(response).then(
        (bytes) => resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes }),
        reject,
      );
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

/** The text of a response, decompressed as its headers say. */
export function textOf({ headers, bytes }: RawResponse): string {
  const coding = headers['content-encoding'];
  if (coding === undefined) return bytes.toString();
  const decompress = { zstd: zstdDecompressSync, br: brotliDecompressSync, gzip: gunzipSync }[coding];
  if (decompress === undefined) throw new Error(`${coding} is not expected here.`);
  return decompress(bytes).toString();
}
