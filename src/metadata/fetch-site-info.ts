import { GatewayError, hasCode } from '../errors.ts';
import { readRows } from '../frappe/envelope.ts';
import type { FrappeClient } from '../frappe/frappe-client.ts';
import type { CallerContext, FrappeAnswer, FrappeRequest } from '../frappe/frappe-request.ts';
import { type ListQuery, toListRequest } from '../frappe/list-request.ts';
import { toReadMethodRequest } from '../frappe/method-request.ts';
import type { SiteCapabilities, SiteInfo } from './site-model.ts';

/** Asks the site for its versions and time zone, and tries out what it can do. */
export async function fetchSiteInfo(client: FrappeClient, account: CallerContext): Promise<SiteInfo> {
  const [apps, timeZone, capabilities] = await Promise.all([
    fetchApps(client, account),
    fetchTimeZone(client, account),
    probeCapabilities(client, account),
  ]);
  const frappeVersion = apps.find((app) => app.name === 'frappe')?.version ?? 'unknown';
  return { frappeVersion, apps, timeZone, capabilities };
}

async function fetchApps(client: FrappeClient, account: CallerContext): Promise<SiteInfo['apps']> {
  const { body } = await client.send(toReadMethodRequest('frappe.utils.change_log.get_versions', {}), account);
  const versions = body.message;
  if (typeof versions !== 'object' || versions === null) {
    throw new GatewayError('UPSTREAM_CONTRACT', 'Expected the versions of the installed apps under "message".');
  }
  return Object.entries(versions as Record<string, { title?: unknown; version?: unknown }>)
    .map(([name, app]) => ({ name, title: String(app.title ?? name), version: String(app.version ?? '') }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Asks the site for the zone of all its times. */
export async function fetchTimeZone(client: FrappeClient, account: CallerContext): Promise<string> {
  const { body } = await client.send(toReadMethodRequest('frappe.client.get_time_zone', {}), account);
  const answer = body.message as { time_zone?: unknown } | undefined;
  return typeof answer?.time_zone === 'string' ? answer.time_zone : 'UTC';
}

/**
 * A refused or failing probe means that the site cannot do it, or that the account is not allowed to try.
 *
 * @throws GatewayError if the site does not answer a probe at present: its answer counts until the model changes.
 */
async function probeCapabilities(client: FrappeClient, account: CallerContext): Promise<SiteCapabilities> {
  const succeeds = (request: FrappeRequest, check: (rows: Record<string, unknown>[]) => boolean = () => true) =>
    client.send(request, account).then((answer) => check(readRows(answer)), isNo);
  const probe = { doctype: 'DocType', orderBy: 'name asc', limit: 1 };
  const probes: Record<keyof SiteCapabilities, Promise<boolean>> = {
    v2: client.send({ verb: 'GET', path: '/api/v2/method/ping', isRead: true }, account).then(isYes, isNo),
    nestedFilters: succeeds({ verb: 'GET', path: `/api/v2/document/DocType?${nestedFilterProbe()}`, isRead: true }),
    nestedChildRows: succeeds(toListRequest({ ...probe, fields: ['name', { fields: ['fieldname'] }] }), ([row]) =>
      Array.isArray(row?.fields),
    ),
    dictAggregates: succeeds(toListRequest({ ...probe, fields: [{ COUNT: '*', as: 'n' }], orderBy: null }), ([row]) =>
      Number.isInteger(row?.n),
    ),
    extremes: succeeds(toListRequest({ ...probe, fields: ['max(`idx`) as n'], orderBy: null }), ([row]) =>
      Number.isInteger(row?.n),
    ),
    listsEveryColumn: succeeds(toListRequest(lookalikeProbe()), ([row]) => row !== undefined && LOOKALIKE in row),
    ordersByAnyName: succeeds(toListRequest({ ...probe, fields: ['name'], orderBy: 'name\nasc' })),
    ordersByAnyWord: succeeds(toListRequest({ ...probe, fields: ['name'], orderBy: "name asc, 'selectfrom'" })),
    tellsRoles: client.send(toReadMethodRequest(ROLES_METHOD, { uid: '' }), account).then(isList, isNo),
    discovery: client.send({ verb: 'GET', path: '/api/v2/discovery', isRead: true }, account).then(isYes, isNo),
    discard: client.send(toReadMethodRequest(DISCARD_METHOD, {}), account).then(isYes, isKnownMethod),
  };
  const capabilities = await resolveAll(probes);
  // Aggregates that are objects have a minimum and a maximum, too.
  return { ...capabilities, extremes: capabilities.extremes || capabilities.dictAggregates };
}

async function resolveAll<Key extends string>(probes: Record<Key, Promise<boolean>>): Promise<Record<Key, boolean>> {
  const found = Object.entries<Promise<boolean>>(probes).map(async ([name, probed]) => [name, await probed] as const);
  return Object.fromEntries(await Promise.all(found)) as Record<Key, boolean>;
}

/** Without a name it returns the caller's own roles. */
const ROLES_METHOD = 'frappe.core.doctype.user.user.get_roles';

function isList({ body }: FrappeAnswer): boolean {
  return Array.isArray(body.message);
}

function nestedFilterProbe(): string {
  const filters = [['name', '=', 'DocType'], 'or', [['name', '=', 'DocField'], 'and', ['istable', '=', 1]]];
  return new URLSearchParams({ fields: '["name"]', filters: JSON.stringify(filters), limit: '1' }).toString();
}

/** A name that contains `_assign`, a column that tables of child DocTypes never have. */
const LOOKALIKE = 'probe_assign';

function lookalikeProbe(): ListQuery {
  const fields = ['name', `fieldname as ${LOOKALIKE}`];
  return { doctype: 'DocField', parent: 'DocType', fields, orderBy: 'name asc', limit: 1 };
}

function isYes(): boolean {
  return true;
}

function isNo(error: unknown): boolean {
  assertAnswered(error);
  return false;
}

/** @throws GatewayError an error that says nothing of the site but that it is busy or away. */
function assertAnswered(error: unknown): void {
  if (hasCode(error, 'UPSTREAM_UNAVAILABLE', 'UPSTREAM_TIMEOUT', 'RATE_LIMITED', 'OVERLOADED')) throw error;
}

/** Without a document, and by a verb that changes nothing, it only shows whether the method exists. */
const DISCARD_METHOD = 'frappe.desk.form.save.discard';

/** A method that is there refuses the verb, or misses its arguments; one that is not is not a valid command. */
function isKnownMethod(error: unknown): boolean {
  assertAnswered(error);
  if (!(error instanceof GatewayError)) return false;
  return error.details.status === 403 || error.details.excType === 'TypeError';
}
