import { z } from 'zod';
import { count, MAX_TIMER_MS, port } from './setting-values.ts';

/** Logs and metrics for operators. */
export const LOG_SETTINGS = {
  LOG_LEVEL: z
    .enum(['silent', 'error', 'warn', 'info', 'debug'])
    .default('info')
    .describe(
      '`silent`, `error`, `warn`, `info` or `debug`. Logs are JSON lines on standard output. At `info`, each request to `/graphql` is [one line](observability.md#the-request-log). Credentials are never logged.',
    ),
  SLOW_OPERATION_MS: count(5_000, 0, MAX_TIMER_MS).describe(
    'An operation that takes longer, in ms, gets a second line in the log, `slow operation`, at the level `warn`. `0` writes none.',
  ),
  METRICS_PORT: port
    .optional()
    .describe(
      'Serves [metrics](observability.md#metrics) for Prometheus at `/metrics` on a port of their own, at the address of `HOST`.',
    ),
  METRICS_TOKEN: z
    .string()
    .min(16)
    .optional()
    .describe(
      "Bearer token of 16 characters or more that a request for metrics must send. Without `METRICS_PORT`, `/metrics` is on the gateway's own port.",
    ),
  DEBUG_USERS: z
    .string()
    .default('')
    .describe(
      'Users who may see the calls of their operations, by their names on the site, separated by commas. They send the header `X-Gateway-Debug: calls`, or `1` for the SQL, too. Their answers then have [`extensions.frappe`](graphql-surface.md#plans-and-calls): the calls to the site with DocType, rows, status and time, the rounds, and the SQL if the site reports it (v15 and later). For everybody else, the header has no effect.',
    ),
};
