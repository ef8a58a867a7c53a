import type { Readable } from 'node:stream';
import { BodyCollector, type BodyLimits, type HeldBody } from './body-collector.ts';

/**
 * Reads a body as a whole.
 *
 * @param announced the `content-length` of the answer, if it has one.
 * @throws GatewayError `UPSTREAM_CONTRACT` for a body that is too long, `OVERLOADED` if there is no memory for it.
 */
export async function readResponseBody(body: Readable, announced: unknown, limits: BodyLimits): Promise<HeldBody> {
  let collector: BodyCollector | null = null;
  try {
    collector = new BodyCollector(limits, announced);
    for await (const chunk of body as AsyncIterable<Buffer>) collector.add(chunk);
    return collector.finish();
  } catch (error) {
    collector?.release();
    discard(body);
    throw error;
  }
}

/** Abandons a body that nobody reads further. Without a listener, its error would end the process. */
export function discard(body: Readable): void {
  body.on('error', () => undefined);
  body.destroy();
}
