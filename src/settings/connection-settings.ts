import { z } from 'zod';
import { connectionSeconds, count } from './setting-values.ts';

/** The limits of connections, requests and memory. */
export const CONNECTION_SETTINGS = {
  MAX_BODY_BYTES: count(1024 * 1024).describe(
    'Maximum size of one operation with its variables, in bytes (1 MiB), over HTTP and in the form of an upload. Then: HTTP 413. A process holds up to 32 times as many at once; further requests get 503.',
  ),
  MAX_BODY_VALUES: count(20_000).describe(
    'Maximum number of values in the JSON of a request: items of lists and fields of objects. Then: `BAD_USER_INPUT`.',
  ),
  MAX_UPLOAD_BYTES: count(25 * 1024 * 1024).describe(
    'Maximum size of a file for `uploadFile`, in bytes (25 MiB). Then: `BAD_USER_INPUT`. The site has a limit of its own, 25 MiB by default. See [files](files.md).',
  ),
  MAX_WEBHOOK_BYTES: count(1024 * 1024).describe(
    'Maximum size of one webhook of the site, in bytes (1 MiB). Then: HTTP 413.',
  ),
  HEADERS_TIMEOUT_SECONDS: connectionSeconds(10).describe(
    'Timeout for the headers of a request, from the opening of the connection or the first byte.',
  ),
  BODY_PAUSE_SECONDS: connectionSeconds(10).describe('Longest pause within the body of a request.'),
  REQUEST_TIMEOUT_SECONDS: connectionSeconds(300).describe(
    'Timeout for receiving a whole request. A slow upload needs it.',
  ),
  KEEP_ALIVE_SECONDS: connectionSeconds(65).describe(
    'How long a connection stays open between two requests. It must be longer than the idle timeout of a load balancer that keeps connections to the gateway open; most have 60 s.',
  ),
  IDLE_TIMEOUT_SECONDS: connectionSeconds(120).describe(
    'How long a connection may be silent in both directions while a response is under way. It is at least 10 s more than `OPERATION_TIMEOUT_MS`.',
  ),
  MAX_CONNECTIONS: count(12_000).describe(
    'Maximum number of open connections, WebSockets included. Further connections are closed at once.',
  ),
  MAX_WAITING_CONNECTIONS_PER_ADDRESS: count(256).describe(
    'Maximum number of connections of one network address that have not sent a whole request, or whose WebSocket has not sent `connection_init`. The oldest one is closed for a new one. Trusted proxies are exempt.',
  ),
  CONNECTION_INIT_SECONDS: connectionSeconds(3).describe('How long a WebSocket may take to send `connection_init`.'),
  MAX_BUFFERED_BYTES: count(128 * 1024 * 1024).describe(
    'Maximum size of all responses of the site that are being read at once, in bytes (128 MiB). If a response does not fit, or would fill the heap of the process, it is refused: `OVERLOADED`. Responses up to 64 KiB always fit.',
  ),
  SHED_HEAP_PERCENT: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .default(85)
    .describe(
      "If the process uses more of its heap than this, it refuses operations with HTTP status 503 and the code `OVERLOADED`. Node's `--max-old-space-size` sets the size of the heap.",
    ),
};
