import { expect } from 'vitest';
import type { FrappeMajor } from '../../../../demo/demo-site.ts';
import { type Exchange, readRecording } from '../../../demo/recording.ts';
import type { GraphqlAnswer } from '../../../support/start-gateway.ts';
import type { ContractCase } from '../../contract-case.ts';
import type { Caller, ContractSite } from '../../contract-site.ts';
import { recorded } from './recorded-case.ts';

const CALL = `mutation ($path: String!, $args: JSON, $verb: MethodVerb) {
  call: callMethod(path: $path, args: $args, verb: $verb) { result topLevel messages { title text } file { name base64 } redirect }
}`;

/** Codes of recorded failures; a guest who is refused has to sign in. */
const CODES: Readonly<Record<number, string>> = {
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  417: 'INVALID',
  418: 'INVALID',
  429: 'RATE_LIMITED',
  500: 'UPSTREAM_ERROR',
};

/** Answers that are other ones by way of the gateway, with what it gives and why. */
const OTHERWISE: Readonly<Record<string, { args: unknown; result: unknown; why: string }>> = {
  'method.get-typed': { args: { a: 1, b: 3 }, result: 4, why: 'numbers go as numbers on v14 too, which adds texts' },
  'method.post-form-typed': {
    args: { i: 1, f: 1.5, s: 'x', flag: true, items: [1], obj: { a: 1 }, nums: [1, 2] },
    result: expect.objectContaining({ i: { value: 1, type: 'int' }, items: { value: [1], type: 'list' } }),
    why: 'nothing goes as a form, which turns all values into text',
  },
};

const LIMIT = 'the count of a real site holds the calls of others, and of the run before';

/** Each recorded exchange `method.*`, called by name through the gateway. */
export const RECORDED_METHOD_CASES: readonly ContractCase[] = idsOf('method.').map((id) => ({
  ...recorded(id, sentenceOf(id), (site) => runMethod(site, id)),
  needsApp: 'shopfloor',
  ...(id.startsWith('method.limited') ? { needsDemo: LIMIT } : {}),
}));

/** The recorded exchanges of one kind, of all versions. */
function idsOf(start: string): string[] {
  const ids = readRecording(15).map(({ id }) => id);
  return ids.filter((id) => id.startsWith(start));
}

function sentenceOf(id: string): string {
  return OTHERWISE[id]?.why ?? 'the answer is what the site has answered';
}

async function runMethod(site: ContractSite, id: string): Promise<void> {
  const exchange = exchangeOf(site.version, id);
  const as = exchange.as as Caller;
  if (id === 'method.server-script') {
    const { data } = await site.ask('{ script_shop_hello(args: { name: "Ada" }) { result } }', { as });
    expect(data.script_shop_hello.result).toEqual((exchange.response.body as { message: unknown }).message);
    return;
  }
  const { path, args } = toCall(exchange);
  const verb = exchange.request.method;
  const answer = await site.ask(CALL, { as, variables: { path, args: OTHERWISE[id]?.args ?? args, verb } });
  if (OTHERWISE[id]) expect(answer.data.call.result).toEqual(OTHERWISE[id].result);
  else expectAnswer(answer, await withoutV2(site.version, exchange), as);
}

export function exchangeOf(version: FrappeMajor, id: string): Exchange {
  const found = readRecording(version).find((exchange) => exchange.id === id);
  if (found === undefined) throw new Error(`${id} was not recorded on v${version}.`);
  return found;
}

function toCall({ request }: Exchange): { path: string; args: unknown } {
  const url = new URL(request.path, 'http://site');
  const args = request.json ?? Object.fromEntries(url.searchParams);
  return { path: decodeURIComponent(url.pathname.replace(/^\/api\/(?:v2\/)?method\//, '')), args };
}

/** Methods are called on v1: what v2 answers has the exchange of v1 beside it, where there is one. */
async function withoutV2(version: FrappeMajor, exchange: Exchange): Promise<Exchange> {
  if (!exchange.request.path.startsWith('/api/v2/')) return exchange;
  const { path } = toCall(exchange);
  const twin = path === 'shopfloor.api.nope' ? 'method.no_such_function' : `method.${path.split('.').at(-1)}`;
  return exchangeOf(version, twin);
}

function expectAnswer(answer: GraphqlAnswer, { response }: Exchange, as: Caller): void {
  const body = response.body as Record<string, unknown>;
  if (response.status >= 400) {
    const code = as === 'guest' && response.status === 403 ? 'UNAUTHENTICATED' : CODES[response.status];
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code, status: response.status });
    expect(answer.errors?.[0]?.message).not.toMatch(/<|Traceback/);
    return;
  }
  expect(answer.errors).toBeUndefined();
  const { redirect, file } = answer.data.call;
  if (response.status === 302) expect(redirect).toBe(response.headers.location);
  else if (typeof response.body === 'string') {
    expect(file).toEqual({ name: 'items.csv', base64: Buffer.from(response.body).toString('base64') });
  } else expectResult(answer, body);
}

function expectResult({ data }: GraphqlAnswer, body: Record<string, unknown>): void {
  const { message = null, _server_messages: told, ...rest } = body;
  const topLevel = Object.keys(rest).length > 0 ? rest : null;
  const result = 'message' in body || topLevel === null ? message : topLevel;
  expect({ result: data.call.result, topLevel: data.call.topLevel }).toEqual({ result, topLevel });
  expect(data.call.messages).toHaveLength(typeof told === 'string' ? (JSON.parse(told) as unknown[]).length : 0);
}
