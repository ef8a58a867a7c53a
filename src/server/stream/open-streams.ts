import type { Config } from '../../config.ts';
import { measureHeap } from '../../frappe/response-memory.ts';
import type { SiteFigures } from '../metrics/site-figures.ts';
import type { RateLimit } from '../rate-limit/rate-limit.ts';
import type { ServedSite } from '../site/served-site.ts';
import { createResumeTokens } from './resume-tokens.ts';
import { StreamMemory } from './stream-memory.ts';
import type { StreamSite } from './stream-operation.ts';
import { Streams } from './streams.ts';

/** The share of the heap that open streams may take. */
const HEAP_SHARE = 0.25;

/** The share that the names of documents which they have shown may take in addition. */
const SHOWN_SHARE = 0.1;

/** The heap is one, however many sites have streams. */
const memory = new StreamMemory(() => measureHeap().limit * HEAP_SHARE);
const shownMemory = new StreamMemory(() => measureHeap().limit * SHOWN_SHARE);

interface StreamParts extends Pick<StreamSite, 'openScope' | 'maskError' | 'refuseCost'> {
  readonly figures: SiteFigures;
  readonly rateLimit: RateLimit | null;
}

/** Opens the streams of a site as the configuration bounds them. */
export function openStreams(
  site: ServedSite,
  config: Config,
  { openScope, maskError, refuseCost, figures, rateLimit }: StreamParts,
): Streams {
  const { url, siteName } = config.site;
  const tokens = createResumeTokens(config.account.apiSecret, JSON.stringify([url.href, siteName ?? null]));
  return new Streams(
    {
      openScope: (served, caller) => openScope(served, rateLimit?.chargeCalls(caller) ?? caller),
      pauseOf: (caller) => rateLimit?.pauseOf(caller) ?? 0,
      maskError,
      refuseCost,
      isWriting: config.ways.writer,
      events: site.events,
      tokens,
      memory,
      shownMemory,
      current: () => site.current(),
      now: () => site.time.now(),
      isCredentialTaken: site.isStillTaken,
      countDeliveries: (count) => {
        figures.deliveries += count;
      },
    },
    { open: config.maxSubscriptions, checkSeconds: config.credentialCheckSeconds },
  );
}
