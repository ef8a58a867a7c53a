import { z } from 'zod';
import { flag, introspection, port, seconds } from './setting-values.ts';

/** The server, and how it stops. */
export const SERVER_SETTINGS = {
  HOST: z.string().min(1).default('0.0.0.0').describe('Address to listen on.'),
  PORT: port.default(4000).describe('Port to listen on; `0` takes a free one.'),
  TRUSTED_PROXIES: z
    .string()
    .default('')
    .describe(
      "Addresses and networks of proxies in front of the gateway, separated by commas: `10.0.0.0/8,192.168.1.4`. The gateway believes the `X-Forwarded-For` of these only. Any invalid entry prevents startup. The gateway passes the caller's address on to the site, which counts rate limits and failed sign-ins by it.",
    ),
  COMPRESSION: flag
    .default(true)
    .describe(
      'Compresses answers longer than 1 kB by zstd, brotli or gzip, as `Accept-Encoding` says. Set it to `false` if a proxy compresses them. [Why this is safe](deploying.md#compression).',
    ),
  GRAPHIQL: flag
    .default(true)
    .describe(
      'Serves [GraphiQL](graphiql.md) to browsers at `/graphql`. [Production](limits.md#production-defaults) is `NODE_ENV=production`, which the image and the systemd unit set.',
    ),
  INTROSPECTION: introspection
    .default('on')
    .describe(
      'The callers that can ask for the schema: everybody (`on`), callers whose credential the site accepts (`signed-in`, which costs a call; others get `UNAUTHENTICATED`), or nobody (`off`). `true` and `false` mean `on` and `off`. GraphiQL needs the schema.',
    ),
  SUGGESTIONS: flag
    .default(true)
    .describe(
      'Whether messages suggest names of the schema ("Did you mean …"). Everybody sees them, so there are none unless `INTROSPECTION` is `on`.',
    ),
  DRAIN_DELAY_SECONDS: seconds(3, 0).describe(
    'How long the gateway still takes new requests after SIGTERM or SIGINT, while `/ready` already answers 503, so that load balancers notice. Signals to `npm start` and `npx frappe-graphql` reach the gateway. A second SIGINT, at least a second later, ends it at once.',
  ),
  DRAIN_SECONDS: seconds(20, 0).describe(
    'How long requests under way may take after that delay. New connections are refused, and kept-alive ones are closed as their requests end.',
  ),
};
