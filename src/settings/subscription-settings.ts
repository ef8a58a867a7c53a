import { count, seconds } from './setting-values.ts';

/** The limits of sockets and subscriptions. */
export const SUBSCRIPTION_SETTINGS = {
  MAX_SOCKETS: count(10_000).describe('Maximum number of open WebSocket connections. Then: HTTP 503.'),
  MAX_SOCKETS_PER_CALLER: count(1_000).describe(
    'Maximum number of connections with one credential; for guests, of one IPv4 address or IPv6 network (/64). Then the socket is closed with 1013.',
  ),
  MAX_SOCKET_MESSAGE_BYTES: count(1024 * 1024).describe(
    'Maximum size of one message of a client, in bytes (1 MiB). Then the socket is closed with 1009.',
  ),
  MAX_SOCKET_OPERATIONS: count(1_000).describe(
    'Maximum number of operations under way on one socket. Then: `RATE_LIMITED` for that operation.',
  ),
  MAX_SUBSCRIPTIONS: count(50_000).describe(
    'Maximum number of open subscriptions and live queries, over sockets and event streams. Then: `RATE_LIMITED`.',
  ),
  MAX_SUBSCRIPTIONS_PER_CALLER: count(1_000).describe(
    'Maximum number of those with one credential; for guests, of one IPv4 address or IPv6 network (/64). They also keep at most an eighth of the heap in memory: their operations, and the answers of live queries. Then: `RATE_LIMITED`.',
  ),
  MAX_SUBSCRIBER_BYTES: count(1024 * 1024).describe(
    'Maximum number of bytes that wait for a connection that reads too slowly (1 MiB). If more wait when there is something to send, it is closed, a socket with 1013, and its client continues with its resume token. One answer may be longer.',
  ),
  SUBSCRIBER_PING_SECONDS: seconds(15).describe(
    'How often open connections are pinged. A socket that does not answer before the next ping is closed.',
  ),
  CREDENTIAL_CHECK_SECONDS: seconds(300).describe(
    'How often the gateway asks the site whether it still accepts the credentials of open streams, with one call for each stream. A refused credential is also noticed when a change is delivered.',
  ),
};
