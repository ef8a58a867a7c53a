import { z } from 'zod';
import { address, connectionSeconds, count, MAX_TIMER_MS, url } from './setting-values.ts';

/** The site, and the calls to it. */
export const SITE_SETTINGS = {
  FRAPPE_URL: address.describe(
    'Address of the site, such as `https://erp.example.com`. A path in it becomes a prefix of every call.',
  ),
  FRAPPE_API_KEY: z
    .string()
    .min(1)
    .describe(
      "API key of the [service account](service-account.md). It reads metadata; documents are always read with the caller's own credential.",
    ),
  FRAPPE_API_SECRET: z.string().min(1).describe('API secret of the service account.'),
  FRAPPE_SITE: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Name of the site, sent as `X-Frappe-Site-Name`. Set it if the host name in `FRAPPE_URL` is not the name of the site, as in `http://10.0.0.5:8000`.',
    ),
  FRAPPE_CA_FILE: z.string().min(1).optional().describe('PEM file of your own certificate authority.'),
  FRAPPE_PROXY: url.optional().describe('Outbound HTTP proxy, such as `http://proxy.example.com:3128`.'),
  FRAPPE_CONNECTIONS: count(128).describe(
    'Maximum number of calls to the site at once. Further calls wait for their turn, fairly between callers: see [below](#how-callers-share-a-site).',
  ),
  FRAPPE_CALLS_PER_CALLER: count(64).describe('Maximum number of concurrent calls for one caller.'),
  FRAPPE_MAX_QUEUED_CALLS: count(10_000).describe(
    'Maximum number of calls that wait for their turn. Further calls are refused at once: `OVERLOADED`.',
  ),
  FRAPPE_MAX_QUEUED_CALLS_PER_CALLER: count(1_000).describe(
    'The same for one caller. Set it to `MAX_COST_CALLS` or more, so that no allowed operation is refused.',
  ),
  FRAPPE_TIMEOUT_MS: count(30_000, 1, MAX_TIMER_MS).describe(
    'Timeout in ms, applied to connecting, to the first byte and to every pause in the response (accurate to about 0.5 s). Then: `UPSTREAM_TIMEOUT`.',
  ),
  FRAPPE_TOTAL_TIMEOUT_MS: count(60_000, 1, MAX_TIMER_MS).describe(
    'Timeout in ms of a whole call, even if its response keeps arriving. It does not apply to file downloads that are streamed to the caller, or while an upload is sent. Then: `UPSTREAM_TIMEOUT`.',
  ),
  FRAPPE_REQUEST_SECONDS: connectionSeconds(120).describe(
    'How long the site works on one request at most, as `http_timeout` of its bench says. If the outcome of a create with an [`idempotencyKey`](graphql-surface.md#safe-retries) is unknown, the gateway does not send it again before this time and `OPERATION_TIMEOUT_MS` are over.',
  ),
  FRAPPE_RETRY_PERCENT: count(20, 0, 100).describe(
    'Maximum share of retries, in percent of all calls. Only reads that failed temporarily are [sent again](limits.md#when-the-site-fails). `0` switches retries off.',
  ),
  FRAPPE_BREAKER_FAILURES: count(20, 0).describe(
    'Number of consecutive failures after which calls are [held back](limits.md#when-the-site-fails) until the site answers again: `UPSTREAM_UNAVAILABLE`. `0` never holds calls back.',
  ),
  FRAPPE_MAX_ANSWER_BYTES: count(16 * 1024 * 1024).describe(
    "Maximum size of one response of the site, in bytes (16 MiB). Then: `UPSTREAM_CONTRACT`. All responses for one operation may have twice as many bytes, and the answer to the caller three times as many characters; then: `COST_EXCEEDED`. The site's metadata is exempt.",
  ),
};
