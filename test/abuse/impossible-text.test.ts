import { describe, expect, test } from 'vitest';
import { postForm, sendForm, UPLOAD } from '../files/send-form.ts';
import { connectAs, openSocket } from '../support/stream-clients.ts';
import { useGateway } from '../support/use-gateway.ts';

const HALF = 'a\ud800b';

const gateway = useGateway({ version: 15 });

describe('half a character', () => {
  test.each<[string, string, Record<string, unknown>, string]>([
    ['the name of a document', 'query ($x: ID!) { shopTag(name: $x) { name } }', { x: HALF }, 'x'],
    ['a list of IDs', 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: ['a', HALF] }, 'ids.1'],
    [
      'a filter',
      'query ($f: ShopTagFilter) { shopTags(filter: $f) { totalCount } }',
      { f: { name: { in: [HALF] } } },
      'f.name.in.0',
    ],
    [
      'a new name',
      'mutation ($x: ID!) { renameShopTag(name: "a", newName: $x) { shopTag { name } } }',
      { x: HALF },
      'x',
    ],
    ['a deleted one', 'mutation ($x: ID!) { deleteShopTag(name: $x) { name } }', { x: HALF }, 'x'],
    ['a password', 'mutation ($x: String!) { login(user: "a", password: $x) { me { user } } }', { x: HALF }, 'x'],
    ['a search', 'query ($x: String!) { searchLink(doctype: "Shop Tag", text: $x) { name } }', { x: HALF }, 'x'],
    [
      'a key of JSON',
      'mutation ($x: JSON) { callMethod(path: "frappe.ping", args: $x) { result } }',
      { x: { a: { [HALF]: 1 } } },
      'x.a',
    ],
  ])('in %s is BAD_USER_INPUT that names the variable, and no call', async (_what, query, variables, field) => {
    const { errors, data } = await gateway.query(query, { as: 'carol', variables });
    expect(data).toBeUndefined();
    expect(errors).toEqual([
      {
        message: `\`${field}\`: is not valid Unicode, because it has a lone surrogate.`,
        extensions: { code: 'BAD_USER_INPUT', field },
      },
    ]);
    expect(gateway.site.requests).toEqual([]);
  });

  test('is refused over a socket, and with a file', async () => {
    const socket = await connectAs(gateway, 'carol');
    gateway.site.requests.length = 0;
    socket.subscribe('1', 'query ($x: ID!) { shopTag(name: $x) { name } }', { x: HALF });
    const { payload } = await socket.messages.take();
    expect(payload[0].extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'x' });
    socket.close();
    const variables = { file: null, attachTo: { doctype: 'Shop Tag', name: HALF } };
    const answer = await sendForm(gateway, { query: UPLOAD, variables, files: { 0: { content: 'x', name: 'x.txt' } } });
    expect(answer.errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'attachTo.name' });
    expect(gateway.site.requests).toEqual([]);
  });

  test('in a deep or long variable stalls nobody', async () => {
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
    const ids = (count: number) => [...Array.from({ length: count }, (_, index) => `name ${index}`), HALF];
    const before = process.cpuUsage();
    const long = await gateway.query(query, { variables: { ids: ids(10_000) } });
    expect(long.errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'BAD_USER_INPUT', field: 'ids.10000' }]);
    const refusals = [
      [30_000, 'The body has more than 20000 values: items of lists and fields of objects.'],
      [100_000, 'The request body is longer than 1048576 bytes.'],
    ] as const;
    for (const [count, message] of refusals) {
      const { data, errors } = await gateway.query(query, { variables: { ids: ids(count) } });
      expect([data, errors?.map((error) => error.message)]).toEqual([undefined, [message]]);
    }
    // With the work of the site and the client, which share the process.
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(1_000);
    expect(gateway.site.requests).toEqual([]);
  });
});

describe('a name that is a step in a path', () => {
  test.each<[string, string, Record<string, unknown>, string]>([
    [
      '. by creating',
      'mutation ($i: ShopTagInput!) { createShopTag(input: $i) { shopTag { name } } }',
      { i: { name: '.' } },
      'input.name',
    ],
    [
      '.. by creating',
      'mutation ($i: ShopTagInput!) { createShopTag(input: $i) { shopTag { name } } }',
      { i: { name: ' .. ' } },
      'input.name',
    ],
    [
      '.. by a docfield',
      'mutation { createShopRegion(input: { region_name: ".." }) { shopRegion { name } } }',
      {},
      'input.region_name',
    ],
    ['.. by renaming', 'mutation { renameShopTag(name: "a", newName: "..") { shopTag { name } } }', {}, 'newName'],
    [
      '.. as a tag',
      'mutation { addTag(doctype: "Shop Order", name: "a", tag: "..") { document { name } } }',
      {},
      'tag',
    ],
    [
      'a null character',
      'mutation ($x: ID!) { renameShopTag(name: "a", newName: $x) { shopTag { name } } }',
      { x: 'a\0' },
      'newName',
    ],
  ])('is not given: %s', async (_what, query, variables, field) => {
    const { errors } = await gateway.query(query, { as: 'carol', variables });
    expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'BAD_USER_INPUT', field }]);
    expect(gateway.site.requests).toEqual([]);
  });

  test.each<[string, string, string]>([
    ['by reading', 'query ($x: ID!) { shopTag(name: $x) { name } }', '.'],
    ['by its ID', `{ node(id: "${Buffer.from('["Shop Tag",".."]').toString('base64url')}") { id } }`, '..'],
    [
      'by changing',
      'mutation ($x: ID!) { updateShopTag(name: $x, input: { description: "a" }) { shopTag { name } } }',
      '.',
    ],
    ['by deleting', 'mutation ($x: ID!) { deleteShopTag(name: $x) { name } }', '..'],
    ['by submitting', 'mutation ($x: ID!) { submitShopOrder(name: $x) { shopOrder { name } } }', '.'],
    ['by cancelling', 'mutation ($x: ID!) { cancelShopOrder(name: $x) { shopOrder { name } } }', '..'],
    ['by copying', 'mutation ($x: ID!) { duplicateShopTag(name: $x, input: { name: "b" }) { shopTag { name } } }', '.'],
  ])('is not asked for %s', async (_what, query, name) => {
    const { errors } = await gateway.query(query, {
      as: 'carol',
      ...(query.includes('$x') && { variables: { x: name } }),
    });
    expect(errors).toMatchObject([
      {
        message: `Frappe's REST API cannot address a document with the name ${name}`,
        extensions: { code: 'BAD_USER_INPUT', field: 'name' },
      },
    ]);
    expect(gateway.site.requests).toEqual([]);
  });

  test('is the name of one of many', async () => {
    const query =
      'mutation { createShopTags(inputs: [{ name: "fine one" }, { name: ".." }]) { results { errors { code field } } } }';
    const { data, errors } = await gateway.query(query, { as: 'carol' });
    expect(JSON.stringify({ data, errors })).toContain('BAD_USER_INPUT');
    expect(gateway.site.database.all('SELECT name FROM "tabShop Tag" WHERE name = \'..\'')).toEqual([]);
  });
});

describe('a file name with a null character', () => {
  test.each([
    ['plain', 'filename="a\0b.txt"'],
    ['encoded', "filename*=utf-8''a%00b.txt"],
  ])('is refused: %s', async (_what, disposition) => {
    const part = (head: string, body: string) => `--x\r\ncontent-disposition: form-data; ${head}\r\n\r\n${body}\r\n`;
    const operations = JSON.stringify({ query: UPLOAD, variables: { file: null } });
    const body = `${part('name="operations"', operations)}${part('name="map"', '{"0":["variables.file"]}')}${part(`name="0"; ${disposition}`, 'text')}--x--\r\n`;
    const answer = await postForm(gateway, body, { headers: { 'content-type': 'multipart/form-data; boundary=x' } });
    expect(answer.errors?.[0]).toMatchObject({
      message: 'A file name cannot contain a null character.',
      extensions: { code: 'BAD_USER_INPUT', field: 'file' },
    });
    expect(gateway.site.requests).toEqual([]);
  });
});

describe('a connection_init with text that no header carries', () => {
  test.each([
    [{ authorization: 'token kéy:☃' }, 'Authorization'],
    [{ headers: { Authorization: 'Bearer \ud800' } }, 'Authorization'],
    [{ authorization: 'Bearer a\u0000b' }, 'Authorization'],
    [{ 'accept-language': 'de\r\nx: y' }, 'Accept-Language'],
    [{ 'Accept-Language': '日本語' }, 'Accept-Language'],
  ])('closes with 4400, and the process goes on: %j', async (payload, name) => {
    const socket = await openSocket(gateway);
    socket.send({ type: 'connection_init', payload });
    expect(await socket.closed).toEqual({
      code: 4400,
      reason: `${name}: has characters that no HTTP header can carry.`,
    });
    expect(gateway.site.requests).toEqual([]);
    expect((await gateway.query('{ __typename }')).data).toEqual({ __typename: 'Query' });
  });
});

describe('a connection_init whose credential is not text', () => {
  test.each([
    { Authorization: 5 },
    { authorization: ['token a:b'] },
    { headers: { Authorization: { token: 'a:b' } } },
    { authorization: false },
    { 'accept-language': ['de'] },
  ])('closes with 4400 and is not taken for a guest: %j', async (payload) => {
    const socket = await openSocket(gateway);
    socket.send({ type: 'connection_init', payload });
    expect(await socket.closed).toMatchObject({
      code: 4400,
      reason: expect.stringMatching(/^[a-z-]+: must be text\.$/),
    });
    expect(gateway.site.requests).toEqual([]);
  });

  test.each([
    [{ authorization: `token ${'k'.repeat(20_000)}` }, 'Authorization'],
    [{ 'accept-language': 'de,'.repeat(300_000) }, 'Accept-Language'],
  ])('nor with more of it: each operation would read it again', async (payload, name) => {
    const socket = await openSocket(gateway);
    socket.send({ type: 'connection_init', payload });
    expect(await socket.closed).toEqual({ code: 4400, reason: `${name}: is longer than 16384 characters.` });
    expect(gateway.site.requests).toEqual([]);
  });
});
