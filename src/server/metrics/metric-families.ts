import type { EventLogState } from '../../events/event-log.ts';
import type { ClientLoad } from '../../frappe/frappe-client.ts';
import type { CacheUse } from '../context/cache-use.ts';
import type { Histogram } from './histogram.ts';
import type { SiteFigures } from './site-figures.ts';

/** A site at the moment at which somebody asks for the metrics. */
export interface SiteState {
  /** Its name in the configuration; empty if it is the only one. */
  readonly site: string;
  readonly figures: SiteFigures;
  readonly isUp: boolean;
  /** The rest is null while the site could not be read yet. */
  readonly served: {
    readonly load: ClientLoad;
    readonly sockets: number;
    readonly subscriptions: number;
    readonly doctypes: number;
    /** Whether the schema is known to be valid. */
    readonly isValid: boolean;
    /** Seconds since the model was known to be that of the site; null if it never was. */
    readonly modelAge: number | null;
    /** Whether processes share the points of the rate limit; null if they have none in common. */
    readonly arePointsShared: boolean | null;
    readonly events: EventLogState;
  } | null;
}

/** One line of a metric. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** The name of the line, if it is not the metric's own: histograms have several kinds. */
  readonly metricName?: string;
}

/** A metric in the form in which prom-client writes it. */
export interface MetricFamily {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  read(sites: readonly SiteState[]): Sample[];
}

/** The metrics of the gateway, in addition to those of the process. Every label has few values. */
export const METRIC_FAMILIES: readonly MetricFamily[] = [
  histogram('graphql_request_duration_seconds', 'Requests to GraphQL, by kind and outcome.', (site) =>
    [...site.figures.operations.used()].map(([kind, outcome, counted]) => [{ kind, outcome }, counted]),
  ),
  counter('graphql_errors_total', 'Answers with errors, by code.', ({ figures }) =>
    [...figures.errors].map(([code, count]) => [{ code }, count]),
  ),
  histogram('frappe_call_duration_seconds', 'Calls to the site, by purpose and status.', (site) =>
    [...site.figures.calls.used()].map(([call, status, counted]) => [{ call, status }, counted]),
  ),
  counter('graphql_documents_total', 'Documents of operations, by whether the cache had them.', ({ figures }) =>
    toLookups(figures.documents),
  ),
  counter('graphql_plans_total', 'Plans of operations, by whether the cache had them.', ({ figures }) =>
    toLookups(figures.plans),
  ),
  counter('graphql_rounds_total', 'Rounds of calls that operations waited for.', ({ figures }) => [
    [{}, figures.rounds],
  ]),
  counter('graphql_cost_estimated_total', 'Cost of operations that ran, estimated beforehand.', ({ figures }) =>
    toUnits(figures.estimated),
  ),
  counter('graphql_cost_used_total', 'Calls that operations made, and rows that they read.', ({ figures }) =>
    toUnits(figures.used),
  ),
  counter('graphql_points_used_total', 'Points of the rate limit that callers used.', ({ figures }) => [
    [{}, figures.points],
  ]),
  counter('graphql_rate_limited_total', 'Operations and files that the rate limit refused.', ({ figures }) => [
    [{}, figures.rateLimited],
  ]),
  counter('graphql_deliveries_total', 'Results that were sent to subscribers.', ({ figures }) => [
    [{}, figures.deliveries],
  ]),
  histogram('frappe_event_lag_seconds', 'Time from a change to the moment at which its event is handed on.', (site) => [
    [{}, site.figures.eventLag],
  ]),
  gauge('frappe_site_up', '1 while the site answers, 0 while it is away.', ({ isUp }) => Number(isUp)),
  gauge('frappe_calls_under_way', 'Calls to the site that are under way.', ({ served }) => served?.load.underWay),
  gauge('frappe_calls_waiting', 'Calls to the site that wait for their turn.', ({ served }) => served?.load.waiting),
  gauge('frappe_circuit_open', '1 while calls are held back from a site that does not answer.', ({ served }) =>
    served ? Number(served.load.isHeldBack) : null,
  ),
  counter('frappe_retries_total', 'Reads that were sent to the site again.', ({ served }) =>
    served ? [[{}, served.load.retries]] : [],
  ),
  gauge('graphql_sockets_open', 'Open WebSockets.', ({ served }) => served?.sockets),
  gauge(
    'graphql_subscriptions_open',
    'Subscriptions and live queries that are open.',
    ({ served }) => served?.subscriptions,
  ),
  gauge('frappe_model_doctypes', 'DocTypes of the model that is served.', ({ served }) => served?.doctypes),
  gauge(
    'frappe_model_age_seconds',
    'Time since the model was last known to be current.',
    ({ served }) => served?.modelAge,
  ),
  gauge('frappe_event_log_up', '1 while events can be kept, 0 while Redis is away.', ({ served }) =>
    served ? Number(served.events === 'ready') : null,
  ),
  gauge(
    'graphql_rate_limit_shared',
    '1 while processes share the points of the rate limit, 0 while Redis is away.',
    ({ served }) => (served?.arePointsShared == null ? null : Number(served.arePointsShared)),
  ),
];

type Labels = Readonly<Record<string, string>>;

function counter(name: string, help: string, read: (site: SiteState) => [Labels, number][]): MetricFamily {
  return {
    name,
    help,
    type: 'counter',
    read: (sites) =>
      sites.flatMap((site) => read(site).map(([labels, value]) => ({ labels: { site: site.site, ...labels }, value }))),
  };
}

function gauge(name: string, help: string, read: (site: SiteState) => number | null | undefined): MetricFamily {
  return {
    name,
    help,
    type: 'gauge',
    read: (sites) =>
      sites.flatMap((site) => {
        const value = read(site);
        return value === null || value === undefined ? [] : [{ labels: { site: site.site }, value }];
      }),
  };
}

function histogram(name: string, help: string, read: (site: SiteState) => [Labels, Histogram][]): MetricFamily {
  return {
    name,
    help,
    type: 'histogram',
    read: (sites) =>
      sites.flatMap((site) =>
        read(site).flatMap(([labels, counted]) => toSamples(name, { site: site.site, ...labels }, counted)),
      ),
  };
}

function toSamples(name: string, labels: Labels, { bounds, counts, sum, count }: Histogram): Sample[] {
  let below = 0;
  const buckets = bounds.map((bound, index) => {
    below += counts[index] ?? 0;
    return { labels: { le: String(bound), ...labels }, value: below, metricName: `${name}_bucket` };
  });
  return [
    ...buckets,
    { labels: { le: '+Inf', ...labels }, value: count, metricName: `${name}_bucket` },
    { labels, value: sum, metricName: `${name}_sum` },
    { labels, value: count, metricName: `${name}_count` },
  ];
}

function toLookups({ hits, misses }: CacheUse): [Labels, number][] {
  return [
    [{ cache: 'hit' }, hits],
    [{ cache: 'miss' }, misses],
  ];
}

function toUnits({ calls, rows }: { calls: number; rows: number }): [Labels, number][] {
  return [
    [{ unit: 'calls' }, calls],
    [{ unit: 'rows' }, rows],
  ];
}
