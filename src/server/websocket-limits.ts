import type { Config } from '../config.ts';
import type { WebSocketLimits } from './websocket.ts';

/** The bounds of sockets, as the configuration says. */
export function toSocketLimits(config: Config): WebSocketLimits {
  return {
    sockets: config.maxSockets,
    ...config.subscriber,
    initSeconds: config.connectionInitSeconds,
  };
}
