import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SiteState } from '../metrics/metric-families.ts';

/** `/health`: the process runs. */
export function answerHealth(response: ServerResponse): void {
  answer(response, 200, { status: 'ok' });
}

/** The state of the process. */
export interface Readiness {
  readonly isDraining: boolean;
  readonly sites: readonly SiteState[];
}

/**
 * `/ready`: the schema is valid and requests are taken; 503 before, and while the process drains. The
 * site, the model and the log of events are reported, and fail the answer only if the query of the address says so:
 * `?site=1`, `?events=1`, and `?model=600` for a model that was last found current so many seconds ago. Queries are
 * answered without the log of events, and parts of the schema without the site.
 */
export function answerReady(
  { url = '' }: IncomingMessage,
  response: ServerResponse,
  { isDraining, sites }: Readiness,
): void {
  const asked = new URLSearchParams(url.split('?')[1] ?? '');
  const { site, events, modelAgeSeconds } = summarise(sites);
  const maxAge = Number(asked.get('model') ?? Number.POSITIVE_INFINITY);
  const isFailed =
    (isOn(asked.get('site')) && site === 'away') ||
    (isOn(asked.get('events')) && events === 'unavailable') ||
    (Number.isFinite(maxAge) && (modelAgeSeconds === null || modelAgeSeconds > maxAge));
  const isStarting = sites.some(({ served }) => served?.isValid === false);
  const status = isDraining ? 'draining' : isStarting ? 'starting' : isFailed ? 'failed' : 'ready';
  answer(response, status === 'ready' ? 200 : 503, { status, site, events, modelAgeSeconds });
}

/** Of several sites the worst: their names are not for everybody. */
function summarise(sites: readonly SiteState[]) {
  const ages = sites.map(({ served }) => served?.modelAge ?? null);
  return {
    site: sites.every(({ isUp, served }) => isUp && served !== null) ? 'up' : 'away',
    events: sites.some(({ served }) => served?.events === 'unavailable') ? 'unavailable' : 'ready',
    modelAgeSeconds: ages.includes(null) ? null : Math.round(Math.max(...ages.map(Number))),
  } as const;
}

function isOn(value: string | null): boolean {
  return value !== null && value !== '0' && value !== 'false';
}

function answer(response: ServerResponse, status: number, body: Record<string, unknown>): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
