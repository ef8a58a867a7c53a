import type { Config } from '../../config.ts';
import type { RequestLimits } from '../limits/request-limits.ts';
import type { WebSocketLimits } from './websocket.ts';

/** The bounds of sockets, as the configuration says. */
export function toSocketLimits(config: Config, { json, turns }: RequestLimits): WebSocketLimits {
  return {
    sockets: config.maxSockets,
    messageBytes: config.maxSocketMessageBytes,
    operations: config.maxSocketOperations,
    json,
    turns,
    ...config.subscriber,
    initSeconds: config.connectionInitSeconds,
  };
}
