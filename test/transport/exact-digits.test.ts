import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';
import { connectAs } from '../support/stream-clients.ts';

/** Whole numbers beyond 2^53 and of more than 64 bits, more fraction digits than a float has, huge and tiny. */
const NUMBERS = ['9007199254740993', '-12345678901234567890123', '0.12345678901234567891', '1e400', '2.5e-400'];
const LIST = `[${NUMBERS.join(',')}]`;
const JSON_VALUE = `{"lead":${NUMBERS[0]},"list":${LIST},"text":"${NUMBERS[1]}","plain":[1,0.5]}`;

let running: TestGateway;

beforeAll(async () => {
  running = await startTestGateway({ version: 15 });
});

beforeEach(() => {
  running.site.requests.length = 0;
});

afterAll(() => running[Symbol.asyncDispose]());

/** Sends an operation whose variables are given as JSON text, and gives the answer as text. */
type Send = (query: string, variables: string) => Promise<string>;

const headers = () => ({ authorization: running.site.authorization('gateway') });
const url = () => `${running.gateway.url}/graphql`;
const bodyOf = (query: string, variables: string) => `{"query":${JSON.stringify(query)},"variables":${variables}}`;

const TRANSPORTS: [string, Send][] = [
  ['a POST', (query, variables) => running.send(bodyOf(query, variables))],
  [
    'a POST that announces no length',
    async (query, variables) => {
      const body = new Blob([bodyOf(query, variables)]).stream();
      const init = { method: 'POST', headers: { ...headers(), 'content-type': 'application/json' }, duplex: 'half' };
      return (await fetch(url(), { ...init, body })).text();
    },
  ],
  [
    'a form',
    async (query, variables) => {
      const form = new FormData();
      form.append('operations', bodyOf(query, variables));
      form.append('map', '{}');
      const sent = { method: 'POST', headers: { ...headers(), 'x-requested-with': 'test' }, body: form };
      return (await fetch(url(), sent)).text();
    },
  ],
  [
    'a stream of events',
    async (query, variables) => {
      const sent = { ...headers(), 'content-type': 'application/json', accept: 'text/event-stream' };
      const response = await fetch(url(), { method: 'POST', headers: sent, body: bodyOf(query, variables) });
      return response.text();
    },
  ],
  [
    'a socket',
    async (query, variables) => {
      const { socket, send, messages, close } = await connectAs(running, 'gateway');
      running.site.requests.length = 0;
      const answer = new Promise<string>((resolve) => socket.once('message', (data) => resolve(String(data))));
      send(`{"id":"1","type":"subscribe","payload":${bodyOf(query, variables)}}`);
      const text = await answer;
      await messages.take();
      close();
      return text;
    },
  ],
];
const GET: [string, Send] = [
  'a GET',
  async (query, variables) => {
    const search = new URLSearchParams({ query, variables });
    return (await fetch(`${url()}?${search}`, { headers: { ...headers(), 'x-requested-with': 'test' } })).text();
  },
];

describe.each([...TRANSPORTS, GET])('the variables of %s', (_label, send) => {
  test('keep every digit, in JSON on its way to the site and back', async () => {
    const answer = await send('query ($a: JSON!) { shopfloor_api_untyped(a: $a) { result } }', `{"a":${JSON_VALUE}}`);
    const sent = running.site.requests.map(({ path, body }) => decodeURIComponent(path) + body).join();
    expect(sent).toContain(JSON_VALUE);
    // Python has floats of a size that JavaScript has, too.
    expect(answer).toContain(`"lead":${NUMBERS[0]},"list":[${NUMBERS[0]},${NUMBERS[1]},`);
  });

  test('are names by their digits', async () => {
    await send('query ($id: ID!) { shopCustomer(name: $id) { name } }', `{"id":${NUMBERS[0]}}`);
    expect(running.site.requests.map(({ path }) => path)).toEqual([`/api/resource/Shop%20Customer/${NUMBERS[0]}`]);
  });

  test.each([
    ['Int', 'employees', NUMBERS[0], `Int cannot represent non-integer value: \\"${NUMBERS[0]}\\"`],
    ['Int', 'employees', '1.00000000000000000001', 'Int cannot represent non-integer value'],
    ['Float', 'discount_factor', NUMBERS[3], 'Float cannot represent non numeric value'],
    ['String', 'customer_name', NUMBERS[0], 'String cannot represent a non string value'],
    ['Boolean', 'is_vip', NUMBERS[0], 'Boolean cannot represent a non boolean value'],
    ['Date', 'customer_since', NUMBERS[0], `Date cannot be ${NUMBERS[0]}.`],
    ['ShopCustomer_status', 'status', NUMBERS[0], 'cannot represent non-string value'],
  ])('of the type %s for %s cannot be %s', async (type, field, value, message) => {
    const query = `query ($v: ${type}) { shopCustomers(first: 1, filter: { ${field}: { eq: $v } }) { nodes { name } } }`;
    const answer = await send(query, `{"v":${value}}`);
    expect(answer).toContain(message);
    expect(answer).toContain('"code":"BAD_USER_INPUT"');
    expect(running.site.requests).toEqual([]);
  });

  test('are an object, and no number', async () => {
    const answer = await send('{ site { timeZone } }', NUMBERS[0] ?? '');
    expect(answer).toContain('`variables`: must be an object.');
    expect(answer).toContain('"code":"BAD_USER_INPUT"');
  });
});

test('a body that is the document itself is read as before', async () => {
  const sent = { ...headers(), 'content-type': 'application/graphql' };
  const answer = await fetch(url(), { method: 'POST', headers: sent, body: '{ site { timeZone } }' });
  expect(await answer.text()).toContain('"timeZone":"Asia/Kolkata"');
});

test.each(['', '{', '[1', 'null', '12345678901234567890', '{"query":1e'])('the body %j is refused', async (body) => {
  const answer = await running.send(body);
  expect(answer).toMatch(/"code":"(BAD_REQUEST|BAD_USER_INPUT)"/);
});

describe('numbers in the literals of a document', () => {
  const literal = `{ lead: ${NUMBERS[0]}, list: ${LIST}, text: "${NUMBERS[1]}", plain: [1, 0.5] }`;

  test.each([
    ['an argument of a method', `{ shopfloor_api_untyped(a: ${literal}) { result } }`],
    ['further arguments of a method', `{ shopfloor_api_untyped(a: 1, kwargs: { b: ${literal} }) { result } }`],
    [
      'arguments of a call by name',
      `mutation { callMethod(path: "shopfloor.api.only_post", args: { value: ${literal} }) { result } }`,
    ],
  ])('reach the site as they are in %s', async (_label, query) => {
    await running.send(JSON.stringify({ query }));
    expect(running.site.requests.map(({ path, body }) => decodeURIComponent(path) + body).join()).toContain(JSON_VALUE);
  });

  test('are kept together with those of variables', async () => {
    const query = 'query ($n: JSON) { shopfloor_api_untyped(a: { n: $n, m: 9007199254740995 }) { result } }';
    await running.send(`{"query":${JSON.stringify(query)},"variables":{"n":${NUMBERS[1]}}}`);
    expect(running.site.requests[0]?.body).toContain(`{"n":${NUMBERS[1]},"m":9007199254740995}`);
  });

  test.each([
    ['args: 12345678901234567890', 'args must be an object with the arguments by name.'],
    ['args: { cmd: 12345678901234567890 }', 'args.cmd cannot be sent'],
  ])('are not arguments: %s', async (args, message) => {
    const query = `mutation { callMethod(path: "shopfloor.api.only_post", ${args}) { result } }`;
    const { errors } = await running.query(query);
    expect(errors?.[0]?.message).toContain(message);
    expect(running.site.requests).toEqual([]);
  });

  test('are not filters of a report, and are exact in them', async () => {
    const wrong = await running.query(
      '{ runReport(name: "Shop Orders by Region", filters: 12345678901234567890) { rows } }',
    );
    expect(wrong.errors?.[0]?.message).toBe('filters must be an object.');
    await running.query('{ runReport(name: "Shop Orders by Region", filters: { a: 12345678901234567890 }) { rows } }');
    expect(decodeURIComponent(running.site.requests[0]?.path ?? '')).toContain('{"a":12345678901234567890}');
  });
});

describe('a JSON docfield', () => {
  const ask = (query: string, variables: string) => running.send(bodyOf(query, variables), { as: 'carol' });
  const UPDATE = `mutation ($input: ShopCustomerInput!) {
    updateShopCustomer(name: "CUST-00001", input: $input) { shopCustomer { preferences } messages { text } }
  }`;

  test('is stored and shown with every digit, in documents and in lists', async () => {
    const written = await ask(UPDATE, `{"input":{"preferences":${JSON_VALUE}}}`);
    expect(written).toContain(`{"shopCustomer":{"preferences":${JSON_VALUE}},"messages":[]}`);
    const stored = running.site.database.get("SELECT preferences FROM `tabShop Customer` WHERE name = 'CUST-00001'");
    expect(stored?.preferences).toBe(JSON_VALUE);
    const query = `{
      shopCustomer(name: "CUST-00001") { preferences }
      shopCustomers(filter: { name: { eq: "CUST-00001" } }) { nodes { preferences } }
    }`;
    const answer = await ask(query, '{}');
    expect(answer.split(`"preferences":${JSON_VALUE}`)).toHaveLength(3);
  });

  test('takes literals', async () => {
    const query =
      'mutation { updateShopCustomer(name: "CUST-00001", input: { preferences: { id: 9007199254740993 } }) { shopCustomer { preferences } } }';
    expect(await ask(query, '{}')).toContain('{"preferences":{"id":9007199254740993}}');
  });

  test.each(['"text"', '"12"', '12345678901234567890', '[1,[2.5]]', 'true', '"\\"quoted\\""'])(
    'that holds %s is written back as it is read',
    async (stored) => {
      running.site.database.run('UPDATE `tabShop Customer` SET preferences = ? WHERE name = ?', [stored, 'CUST-00001']);
      const read = await ask('{ shopCustomer(name: "CUST-00001") { preferences } }', '{}');
      const [, shown = ''] = /"preferences":(.*)\}\},"extensions/.exec(read) ?? [];
      expect(await ask(UPDATE, `{"input":{"preferences":${shown}}}`)).toContain('"messages":[]');
      const row = running.site.database.get("SELECT preferences FROM `tabShop Customer` WHERE name = 'CUST-00001'");
      expect(row?.preferences).toBe(stored);
    },
  );
});

describe('a value from the site', () => {
  const answerWith = (part: string, body: string) => {
    running.site.fault = ({ path }) => (path.includes(part) ? { status: 200, body } : undefined);
  };

  test.each([
    [
      'rows and totals of a report',
      'query_report.run',
      `{"message":{"columns":["A"],"result":[{"a":${NUMBERS[0]}},[${NUMBERS[1]}]],"report_summary":[{"label":"L","value":${NUMBERS[2]}}],"chart":{"data":${LIST}}}}`,
      '{ runReport(name: "X") { rows summary { value } chart } }',
      `"rows":[{"a":${NUMBERS[0]}},{"a":${NUMBERS[1]}}],"summary":[{"value":${NUMBERS[2]}}],"chart":{"data":${LIST}}`,
    ],
    [
      'the result of a call by name',
      'only_post',
      `{"message":${JSON_VALUE}}`,
      'mutation { callMethod(path: "shopfloor.api.only_post") { result } }',
      `"result":${JSON_VALUE}`,
    ],
    [
      'a name beyond 2^53',
      '/api/resource/Shop',
      `{"data":[{"name":${NUMBERS[0]}}]}`,
      '{ shopTags(first: 1) { nodes { name } } }',
      `"name":"${NUMBERS[0]}"`,
    ],
  ])('has every digit: %s', async (_label, part, body, query, expected) => {
    answerWith(part, body);
    expect(await running.send(JSON.stringify({ query }))).toContain(expected);
    running.site.fault = undefined;
  });
});
