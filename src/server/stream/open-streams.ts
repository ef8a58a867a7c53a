import type { Config } from '../../config.ts';
import type { ServedSite } from '../site/served-site.ts';
import { createResumeTokens } from './resume-tokens.ts';
import type { StreamSite } from './stream-operation.ts';
import { Streams } from './streams.ts';

/** Opens the streams of a site as the configuration bounds them. */
export function openStreams(
  site: ServedSite,
  config: Config,
  parts: Pick<StreamSite, 'openScope' | 'maskError' | 'isCredentialTaken'>,
): Streams {
  const { url, siteName } = config.site;
  const tokens = createResumeTokens(config.account.apiSecret, JSON.stringify([url.href, siteName ?? null]));
  return new Streams(
    { ...parts, events: site.events, current: () => site.current(), tokens },
    { open: config.maxSubscriptions, checkSeconds: config.credentialCheckSeconds },
  );
}
