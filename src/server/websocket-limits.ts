import type { Config } from '../config.ts';
import type { WebSocketLimits } from './websocket.ts';

/** How long a client may take to introduce itself. */
const INIT_SECONDS = 3;

/** The bounds of sockets, as the configuration says. */
export function toSocketLimits(config: Config): WebSocketLimits {
  return {
    sockets: config.maxSockets,
    ...config.subscriber,
    initSeconds: INIT_SECONDS,
  };
}
