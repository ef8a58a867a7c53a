import { z } from 'zod';
import { address, count, seconds, url } from './setting-values.ts';

/** How the gateway learns of changes. */
export const EVENT_SETTINGS = {
  WEBHOOK_URL: address.optional().meta({
    description:
      'The address by which the site reaches the gateway for its webhooks, such as `http://gateway.internal:4000`. Only `webhooks sync` and `doctor` use it.',
    shownDefault: 'PUBLIC_URL',
  }),
  WEBHOOK_SECRET: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Secret of the site's webhooks, of 8 characters or more. Without it, the paths under `/webhooks/frappe/` answer 404.",
    ),
  WEBHOOK_SECRETS: z
    .string()
    .default('')
    .describe(
      "Further secrets that are accepted, separated by commas. To replace the secret, set the new one as `WEBHOOK_SECRET`, keep the old one here until the site's webhooks have the new one, then remove it.",
    ),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: 'must be a redis or rediss address' })
    .optional()
    .describe(
      'Redis 6.2 or later in which several processes of the gateway share their events and the points of their [rate limit](limits.md#rate-limit): `redis://localhost:6379` or `rediss://…`. Without it, each process keeps its own. See [events](events.md).',
    ),
  EVENT_LOG_FILE: z
    .string()
    .default('.cache/events.jsonl')
    .describe(
      'The file that keeps events, so that subscribers miss none when the gateway restarts. Only one process at a time can use it. If you set this and the path is not writable, the gateway does not start. If the default is not writable, it logs a warning and keeps events in memory. Not used with `REDIS_URL`. It holds names of documents and times, no values. `off` keeps events in memory only.',
    ),
  FRAPPE_SOCKET_URL: url
    .optional()
    .describe(
      "The site's socket.io, as a source of changes with or without webhooks: the public address of the site behind its proxy, or `http://site.internal:9000` without one. Needs v15 or later. If the host name in `FRAPPE_URL` is not the name of the site, set `FRAPPE_SITE` too.",
    ),
  EVENT_POLL_SECONDS: seconds(60, 0).describe(
    'How often the gateway asks the site what changed, with one call for each DocType of `events.doctypes` and one for deletions. It finds changes that no webhook announced, because a site tries a delivery three times within about 12 s. Without webhooks and socket, subscribers wait for this: set 2 or 3. `0` never asks.',
  ),
  EVENT_OVERLAP_SECONDS: count(60, 0).describe(
    'Set this to the longest transaction that you expect: a document is stamped when it is written, but visible only after commit. Each poll, and each answer of `changes`, goes back this far.',
  ),
  EVENT_RETENTION_SECONDS: count(86_400).describe('How long events are kept for subscribers who come back.'),
  EVENT_RETENTION_COUNT: count(100_000).describe('Maximum number of events that are kept.'),
};
