import { COLUMNS, type SiteCall, toDocumentCall, toListCall, toUpdateCall } from './site-calls.ts';

export type WorkloadId = 'W1' | 'W2' | 'W3' | 'W4' | 'W5' | 'W6' | 'W7';
export type Row = Record<string, unknown>;

/** One kind of work: what is asked of each server, and what is expected of the gateway. */
export interface Workload {
  id: WorkloadId;
  title: string;
  /** The GraphQL request's query, and its variables. */
  query: string;
  variables?: Row;
  /** The rows (or the one document) in the answer's `data`. */
  pick: (data: Row) => unknown;
  /** The composition's route and body. */
  composition: SiteCall;
  /** The one call that a proxy would pass on; null where the work takes more than one. */
  proxy: SiteCall | null;
  /** Different tokens that the load uses, and its connections. */
  callers: number;
  connections: number;
  goal: Goal;
}

/** The bounds of performance.md: calls to the site, and ratios to the base. */
export interface Goal {
  base: 'proxy' | 'composition';
  calls: number;
  rps?: number;
  cpu?: number;
}

/** The value that W6 sets. */
export const UPDATE = { delivery_date: '2026-12-24' };

const CONNECTIONS = 32;
const LIST = '(first: 20, orderBy: [{name: ASC}])';
const ALL = 'name customer { customer_name } items { item { item_name } qty } grand_total';

/**
 * @param order the name of a draft order, for the workloads on one document.
 * @param areVariables whether page sizes and names are variables, as front ends send them, or written into the query.
 */
export function listWorkloads(order: string, areVariables: boolean): readonly Workload[] {
  return areVariables ? writtenWorkloads(order).map(withVariable) : writtenWorkloads(order);
}

function writtenWorkloads(order: string): readonly Workload[] {
  const orders = { pick: pickNodes, callers: 1, connections: CONNECTIONS };
  const document = { callers: 1, connections: CONNECTIONS };
  const name = JSON.stringify(order);
  const columns = COLUMNS.W1.join(' ');
  return [
    {
      ...orders,
      id: 'W1',
      title: 'list of 20, 6 scalars',
      query: `{ shopOrders${LIST} { nodes { ${columns} } } }`,
      composition: route('W1'),
      proxy: toListCall('Shop Order', { fields: COLUMNS.W1, limit: 20 }),
      goal: { base: 'proxy', calls: 1, rps: 0.5, cpu: 0.45 },
    },
    {
      ...orders,
      id: 'W2',
      title: 'W1 + customer',
      query: `{ shopOrders${LIST} { nodes { ${columns} customer { customer_name } } } }`,
      composition: route('W2'),
      proxy: null,
      goal: { base: 'composition', calls: 2, rps: 0.85 },
    },
    {
      ...orders,
      id: 'W3',
      title: '20 + customer + items { item }',
      query: `{ shopOrders${LIST} { nodes { ${ALL} } } }`,
      composition: route('W3'),
      proxy: null,
      goal: { base: 'composition', calls: 4, rps: 0.75 },
    },
    {
      ...document,
      id: 'W4',
      title: 'one order by name',
      query: `{ shopOrder(name: ${name}) { ${COLUMNS.W4.join(' ')} } }`,
      pick: (data) => data.shopOrder,
      composition: route('W4'),
      proxy: toDocumentCall('Shop Order', order),
      goal: { base: 'proxy', calls: 1, cpu: 0.7 },
    },
    {
      ...orders,
      id: 'W5',
      title: '500 orders × 10 fields',
      query: `{ shopOrders(first: 500, orderBy: [{name: ASC}]) { nodes { ${COLUMNS.W5.join(' ')} } } }`,
      composition: route('W5'),
      proxy: toListCall('Shop Order', { fields: COLUMNS.W5, limit: 500 }),
      goal: { base: 'composition', calls: 1, rps: 0.9 },
    },
    {
      ...document,
      id: 'W6',
      title: 'set one field',
      query: `mutation { updateShopOrder(name: ${name}, input: {delivery_date: "${UPDATE.delivery_date}"}) { shopOrder { name delivery_date } } }`,
      pick: (data) => (data.updateShopOrder as Row).shopOrder,
      composition: { ...route('W6'), method: 'PUT', body: JSON.stringify(UPDATE) },
      proxy: toUpdateCall('Shop Order', order, UPDATE),
      goal: { base: 'proxy', calls: 1, cpu: 0.79 },
    },
    {
      ...orders,
      id: 'W7',
      title: 'W3 by 20 callers',
      query: `{ shopOrders${LIST} { nodes { ${ALL} } } }`,
      composition: route('W3'),
      proxy: null,
      callers: 20,
      connections: 20,
      goal: { base: 'composition', calls: 4, rps: 0.8 },
    },
  ];
}

function withVariable(workload: Workload): Workload {
  const [, kind = '', selection = ''] = /^(mutation )?(.*)$/.exec(workload.query) ?? [];
  const [, name = '', value = ''] = /\((first|name): (\d+|"[^"]*")/.exec(selection) ?? [];
  const type = name === 'first' ? 'Int' : 'ID!';
  const used = selection.replace(`${name}: ${value}`, `${name}: $${name}`);
  return {
    ...workload,
    query: `${kind || 'query '}($${name}: ${type}) ${used}`,
    variables: { [name]: JSON.parse(value) },
  };
}

/** How the compiled plan answers a query: by a composition, whose answer it wraps. */
export interface PlannedQuery {
  route: string;
  before: string;
  after: string;
}

/** @returns the plan of each workload's query. */
export function planQueries(order: string, areVariables: boolean): [query: string, PlannedQuery][] {
  return listWorkloads(order, areVariables).map(({ id, query, composition }) => {
    const [before, after] = WRAPPERS[id] ?? WRAPPERS.W1;
    return [query, { route: composition.path, before: `{"data":${before}`, after: `${after}}` }];
  });
}

const WRAPPERS: Partial<Record<WorkloadId, [string, string]>> & { W1: [string, string] } = {
  W1: ['{"shopOrders":{"nodes":', '}}'],
  W4: ['{"shopOrder":', '}'],
  W6: ['{"updateShopOrder":{"shopOrder":', '}}'],
};

function pickNodes(data: Row): unknown {
  return (data.shopOrders as Row).nodes;
}

function route(id: WorkloadId): SiteCall {
  return { method: 'GET', path: `/${id}` };
}
