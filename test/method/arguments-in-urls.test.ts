import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FrappeMajor } from '../../demo/demo-site.ts';
import { SHOP_METHODS_FILE } from '../../src/commands/simulation/shop-settings.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'method-urls-'));
  const methods = JSON.parse(await readFile(SHOP_METHODS_FILE, 'utf8'));
  // A method that takes GET alone, and one whose numbers a person has typed, which Frappe does not know of.
  methods.methods['shopfloor.api.typed_all'].verbs = ['GET'];
  methods.corrections['shopfloor.api.typed_all'] = { args: { either: 'int' } };
  methods.corrections['shopfloor.api.untyped'].args = { b: 'Document | str | None' };
  methods.docMethods['Shop Order'].recalculate.verbs = ['GET'];
  file = join(folder, 'methods.json');
  await writeFile(file, JSON.stringify(methods));
});

afterAll(() => rm(folder, { recursive: true }));

describe.for<FrappeMajor>([14, 15, 17])('the arguments of a method that is read, on v%i', (version) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ version }, { METHODS_FILE: file });
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  /** What the site received of the one call that the query needs. */
  const sentBy = async (query: string) => {
    gateway.site.requests.length = 0;
    const { data, errors } = await gateway.query(query);
    expect(errors).toBeUndefined();
    const [request, ...more] = gateway.site.requests;
    expect(more).toEqual([]);
    const { pathname, searchParams } = new URL(request?.path ?? '', 'http://site');
    const { method, body } = request ?? {};
    return { result: Object.values(data ?? {})[0] as { result: unknown }, method, pathname, searchParams, body };
  };

  test('are in the URL of a GET if they are text', async () => {
    const { method, searchParams, body } = await sentBy('{ shopfloor_api_untyped(a: "1 & ü=2") { result } }');
    expect([method, searchParams.get('a'), body]).toEqual(['GET', '1 & ü=2', '']);
  });

  test.each([
    '{ shopfloor_api_add(a: 1, b: 3) { result } }',
    '{ shopfloor_api_untyped(a: [1, 2]) { result } }',
    '{ shopfloor_api_untyped(a: { x: null }) { result } }',
    `{ shopfloor_api_untyped(a: "${'x'.repeat(3_900)}") { result } }`,
  ])('are in the body of a POST if they are not, or are too long: %#', async (query) => {
    const { method, searchParams, body } = await sentBy(query);
    expect([method, searchParams.size]).toEqual(['POST', 0]);
    expect(Object.keys(JSON.parse(body ?? ''))).toContain('a');
  });

  test('are text for a class or text, as the Desk sends objects', async () => {
    const { method, result } = await sentBy('{ shopfloor_api_untyped(a: "x", b: { doctype: "Parcel" }) { result } }');
    const { b, b_type } = result.result as { b: unknown; b_type: unknown };
    expect([method, b, b_type]).toEqual(['GET', '{"doctype":"Parcel"}', 'str']);
  });

  test('of a method that takes GET alone are in the URL if the site knows their types', async () => {
    const typed = await sentBy('{ shopfloor_api_typed_all(i: 3, f: 1.5, flag: true, s: "3") { result } }');
    const { i, f, flag, s } = typed.result.result as Record<string, { value: unknown }>;
    // Only v14 has to be sent a body: it takes everything in a URL for text.
    expect([i?.value, f?.value, flag?.value, s?.value]).toEqual([3, 1.5, true, '3']);
    expect([typed.method, typed.body === '']).toEqual(['GET', version !== 14]);
  });

  test('of a method that takes GET alone keep their types where only a person says what they are', async () => {
    const { result, method, body } = await sentBy('{ shopfloor_api_typed_all(either: 3) { result } }');
    expect((result.result as { either: unknown }).either).toEqual({ value: 3, type: 'int' });
    expect([method, body]).toEqual(['GET', '{"either":3}']);
  });

  test("of a document's method are JSON in the URL, with the types that they have", async () => {
    const order = 'name: "SO-2026-00002"';
    const sent = await sentBy(`{ shopOrderRecalculate(${order}, discount: 12.5) { result } }`);
    expect([sent.method, sent.searchParams.get('args'), sent.body]).toEqual(['GET', '{"discount":12.5}', '']);
    expect(sent.result.result).toMatchObject({ grand_total: expect.any(Number) });
    const byName = `method: "ship", args: { lines: [1, 2], express: true }, verb: GET`;
    const called = await sentBy(`mutation { callDocMethod(doctype: "Shop Order", ${order}, ${byName}) { result } }`);
    expect([called.method, called.body]).toEqual(['GET', '']);
    expect(called.result.result).toEqual({ carrier: 'DHL', express: true, lines: [1, 2] });
  });
});
