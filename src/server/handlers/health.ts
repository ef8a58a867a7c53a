import type { ServerResponse } from 'node:http';
import type { EventLogState } from '../../events/event-log.ts';

/** `/health`: the process runs. */
export function answerHealth(response: ServerResponse): void {
  answer(response, 200, { status: 'ok' });
}

/**
 * `/ready`: the schema is there and requests are taken; 503 while the process drains, so that no more are sent. A log
 * of events that is unavailable is reported, and queries are answered all the same.
 */
export function answerReady(response: ServerResponse, isDraining: boolean, events: EventLogState): void {
  const trouble = events === 'ready' ? {} : { events };
  answer(response, isDraining ? 503 : 200, { status: isDraining ? 'draining' : 'ready', ...trouble });
}

function answer(response: ServerResponse, status: number, body: Record<string, string>): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
