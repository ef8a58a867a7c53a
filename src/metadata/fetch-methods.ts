import { z } from 'zod';
import { GatewayError } from '../errors.ts';
import { readRows } from '../frappe/envelope.ts';
import type { FrappeClient } from '../frappe/frappe-client.ts';
import type { CallerContext } from '../frappe/frappe-request.ts';
import { toListRequest } from '../frappe/list-request.ts';
import { mapConcurrently } from './map-concurrently.ts';
import { METHOD_PATH, METHOD_VERBS, type Method } from './method-catalog.ts';

/** How many methods or DocTypes are asked about at a time. */
const CONCURRENT = 8;

/** Reads the Server Scripts of type API. Their arguments are unknown, so they take any. @throws GatewayError */
export async function fetchScripts(client: FrappeClient, account: CallerContext): Promise<Record<string, Method>> {
  const request = toListRequest({
    doctype: 'Server Script',
    fields: ['name', 'api_method', 'allow_guest'],
    filters: [
      ['script_type', '=', 'API'],
      ['disabled', '=', 0],
    ],
    orderBy: 'name asc',
    limit: 0,
  });
  const rows = readRows(await client.send(request, account)).filter(({ api_method }) => isText(api_method));
  return Object.fromEntries(
    rows.map(({ api_method, allow_guest }) => [
      String(api_method),
      { args: [], extraArgs: 'args', ...(allow_guest ? { allowGuest: true } : {}) },
    ]),
  );
}

const discovered = z.object({
  path: z.string().optional(),
  name: z.string().optional(),
  http_methods: z.array(z.string()).nullish(),
  allow_guest: z.boolean().nullish(),
  docstring: z.string().nullish(),
  params: z
    .array(
      z.object({
        name: z.string(),
        required: z.boolean().nullish(),
        default: z.json().optional(),
        type: z.string().nullish(),
      }),
    )
    .optional(),
});

type Discovered = z.infer<typeof discovered>;

/** The answer of a site about its own methods. */
export interface DiscoveredMethods {
  methods: Record<string, Method>;
  docMethods: Record<string, Record<string, Method>>;
}

/**
 * Asks a site that lists its methods for all of them, and for those of documents by DocType.
 *
 * @throws GatewayError `UPSTREAM_CONTRACT` if the answer is of another form.
 */
export async function fetchDiscovered(
  client: FrappeClient,
  account: CallerContext,
  doctypes: readonly string[],
): Promise<DiscoveredMethods> {
  const ask = (path: string) => client.send({ verb: 'GET', path: `/api/v2/discovery/${path}`, isRead: true }, account);
  const list = readList((await ask('method')).body.data, 'method');
  const whole = await mapConcurrently(list, CONCURRENT, async (entry): Promise<[string, Discovered]> => {
    const path = entry.path ?? entry.name ?? '';
    if (entry.params !== undefined) return [path, entry];
    return [path, readOne((await ask(`method/${encodeURIComponent(path)}`)).body.data, path)];
  });
  const byDoctype = await mapConcurrently(doctypes, CONCURRENT, async (doctype) => {
    const { body } = await ask(`doctype/${encodeURIComponent(doctype)}`);
    return [doctype, readList(body.data, doctype)] as const;
  });
  const functions = whole.filter(([path]) => METHOD_PATH.test(path)).map(([path, entry]) => [path, toMethod(entry)]);
  const ofDocuments = byDoctype
    .filter(([, entries]) => entries.length > 0)
    .map(([doctype, entries]) => [
      doctype,
      Object.fromEntries(entries.map((entry) => [nameOf(entry), toMethod(entry)])),
    ]);
  return { methods: Object.fromEntries(functions), docMethods: Object.fromEntries(ofDocuments) };
}

/** A list of methods, bare, under `methods`, or as an object by path. */
function readList(data: unknown, what: string): Discovered[] {
  const inner = typeof data === 'object' && data !== null && 'methods' in data ? data.methods : (data ?? []);
  const byPath = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
  const list: unknown = byPath ? Object.entries(inner).map(([path, entry]) => ({ path, ...entry })) : inner;
  const named = Array.isArray(list) ? list.map((entry: unknown) => (isText(entry) ? { path: entry } : entry)) : list;
  const parsed = z.array(discovered).safeParse(named);
  if (parsed.success) return parsed.data;
  throw new GatewayError('UPSTREAM_CONTRACT', `The site lists its methods in an unknown form (${what}).`);
}

function readOne(data: unknown, path: string): Discovered {
  const parsed = discovered.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new GatewayError('UPSTREAM_CONTRACT', `The site describes ${path} in an unknown form.`);
}

function nameOf({ path, name }: Discovered): string {
  return name ?? path?.split('.').at(-1) ?? '';
}

function toMethod({ params = [], http_methods, allow_guest, docstring }: Discovered): Method {
  const verbs = METHOD_VERBS.filter((verb) => http_methods?.includes(verb));
  return {
    args: params.map(({ name, required, type, ...rest }) => ({
      name,
      ...(type ? { type } : {}),
      ...(required ? { required: true } : {}),
      ...(rest.default === undefined || required ? {} : { default: rest.default }),
    })),
    ...(docstring ? { doc: docstring.trim() } : {}),
    ...(allow_guest ? { allowGuest: true } : {}),
    ...(verbs.length === 0 || verbs.length === METHOD_VERBS.length ? {} : { verbs }),
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
