import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway({ version: 15 });
});

afterAll(() => gateway[Symbol.asyncDispose]());

describe('arguments of another type', () => {
  test.each([
    ['mutation { shopOrderShip(name: "SO-2026-00002", lines: ["x"]) { result } }', 'Int cannot represent'],
    ['mutation { shopOrderShip(name: "SO-2026-00002", lines: [1], express: "yes") { result } }', 'Boolean cannot'],
    ['mutation { shopOrderShip(name: "SO-2026-00002", lines: [1], carrier: FEDEX) { result } }', 'FEDEX'],
    ['mutation { shopOrderShip(name: "SO-2026-00002") { result } }', '"lines" of type "[Int!]!" is required'],
    ['{ shopfloor_api_add(b: 1) { result } }', '"a" of type "Int!" is required'],
    ['{ shopfloor_api_add(a: 9007199254740993) { result } }', 'Int cannot represent non 32-bit'],
    ['{ shopfloor_api_add(a: 1, c: 2) { result } }', 'Unknown argument "c"'],
    ['{ shopfloor_api_typed_all(day: "2026-02-30") { result } }', 'Date cannot be "2026-02-30"'],
    ['{ shopfloor_api_typed_all(at: "yesterday") { result } }', 'LocalDateTime cannot be "yesterday"'],
    ['{ shopfloor_api_typed_all(obj: [1]) { result } }', 'obj must be an object or null, and not a list.'],
    ['{ shopfloor_api_typed_all(either: true) { result } }', 'either must be an integer (int) or text (str) or null'],
    ['{ shopfloor_api_untyped(a: 1, kwargs: { cmd: "x" }) { result } }', 'kwargs.cmd cannot be sent'],
    ['{ shopfloor_api_untyped(a: 1, kwargs: [1]) { result } }', 'kwargs must be an object'],
  ])('%s is refused before any call', async (query, message) => {
    gateway.site.requests.length = 0;
    const { errors, data } = await gateway.query(query);
    expect(errors?.[0]?.message).toContain(message);
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(Object.values(data ?? {}).every((value) => value === null)).toBe(true);
    expect(gateway.site.requests).toEqual([]);
  });
});

describe('the response of the site', () => {
  const answerWith = (body: string, headers: Record<string, string> = {}) => {
    gateway.site.fault = () => ({ status: 200, body, headers });
  };
  afterAll(() => {
    gateway.site.fault = undefined;
  });

  test('keeps every digit of big integers, in results of any type and below the top', async () => {
    const n = '9007199254740993';
    const result = `{"n":${n},"m":[-${n},1],"s":"${n}","f":0.12345678901234567891}`;
    answerWith(`{"message": ${result}, "beside": ${n}}`);
    const answer = await gateway.send('{"query":"{ shopfloor_api_return_dict { result topLevel } }"}');
    expect(answer).toContain(`"result":${result},"topLevel":{"beside":${n}}`);
    answerWith('{"message": 9007199254740993}');
    const big = await gateway.query('{ shopfloor_api_return_big_int { result } }');
    expect(big.data.shopfloor_api_return_big_int.result).toBe(n);
  });

  test('is reported with its value if the source promises another type', async () => {
    answerWith('{"message": 9007199254740993}');
    const big = await gateway.query('{ shopfloor_api_return_int { result } }');
    expect(big.errors?.[0]?.message).toBe(
      'The result is more than Int holds; "bigint" holds it. It is 9007199254740993. Its type can be corrected in the file of methods ("returns").',
    );
    answerWith('{"message": 4294967296}');
    const long = await gateway.query('{ shopfloor_api_return_int { result } }');
    expect(long.errors?.[0]?.message).toBe(
      'The result is more than Int holds; "bigint" holds it. It is 4294967296. Its type can be corrected in the file of methods ("returns").',
    );
    answerWith('{"message": {"a": 1}}');
    const other = await gateway.query('{ shopfloor_api_return_str { result } }');
    expect(other.errors?.[0]?.extensions.code).toBe('UPSTREAM_CONTRACT');
    expect(other.errors?.[0]?.message).toContain('The result must be text (str), and not an object. It is {"a":1}.');
  });

  test('keeps the digits of the document and the numbers of the result', async () => {
    answerWith('{"message": {"grand_total": 118.0}, "docs": [{"name": "X", "grand_total": 118.0}]}');
    const query = 'mutation { shopOrderRecalculate(name: "X") { result shopOrder { grand_total } } }';
    const { data } = await gateway.query(query);
    expect(data.shopOrderRecalculate).toEqual({ result: { grand_total: 118 }, shopOrder: { grand_total: '118.0' } });
  });

  test('is not a result if a proxy sends a page', async () => {
    answerWith('<html>maintenance</html>', { 'content-type': 'text/html' });
    const { errors } = await gateway.query('mutation { shopfloor_api_start_job { result } }');
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_CONTRACT', outcome: 'UNKNOWN' });
  });

  test('can be a file with a name in any letters', async () => {
    const disposition = "attachment; filename=report.json; filename*=UTF-8''r%C3%A4port.json";
    answerWith('{"a": 1}', { 'content-type': 'application/json', 'content-disposition': disposition });
    const { data } = await gateway.query('{ shopfloor_api_download_csv { result file { name type size base64 } } }');
    const base64 = Buffer.from('{"a": 1}').toString('base64');
    const file = { name: 'räport.json', type: 'application/json', size: 8, base64 };
    expect(data.shopfloor_api_download_csv).toEqual({ result: null, file });
  });
});

describe('a broken connection', () => {
  const breakOnce = () => {
    let count = 0;
    gateway.site.fault = () => {
      count += 1;
      return count === 1 ? { resetSocket: true } : undefined;
    };
  };

  test.each([
    ['{ shopfloor_api_return_int { result } }', 2, 'is tried again where a person says that the method only reads'],
    ['{ shopfloor_api_only_get { result } }', 1, 'is told where only its verb says so'],
    ['mutation { shopfloor_api_only_post { result } }', 1, 'is told where it may have changed something'],
    ['mutation { callMethod(path: "shopfloor.api.add", verb: GET) { result } }', 1, 'is told for any call by name'],
  ])('of %s: %i calls, it %s', async (query, calls) => {
    breakOnce();
    gateway.site.requests.length = 0;
    const { errors } = await gateway.query(query);
    gateway.site.fault = undefined;
    expect(gateway.site.requests).toHaveLength(calls);
    expect(errors?.[0]?.extensions.outcome).toBe(calls === 2 ? undefined : 'UNKNOWN');
  });
});
