import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../../src/config.ts';
import { ConfigError } from '../../../src/errors.ts';
import { readManifests } from '../../../src/server/persisted/manifest.ts';
import { postForm } from '../../files/send-form.ts';
import { startTestGateway, type TestGateway } from '../../support/start-gateway.ts';
import { connectAs } from '../../support/stream-clients.ts';

const TAGS = 'query Tags { shopTags(first: 1) { nodes { name } } }';
const UPLOAD = 'mutation Upload($file: Upload!) { uploadFile(file: $file) { file { fileName } } }';
const CHANGED = 'subscription Changed { shopTagChanged { event } }';
const folder = mkdtempSync(join(tmpdir(), 'persisted-'));
const CODEGEN = writeJson('codegen.json', { 'tags-id': TAGS, 'upload-id': UPLOAD });
const APOLLO = writeJson('apollo.json', {
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations: [{ id: sha256(CHANGED), name: 'Changed', type: 'subscription', body: CHANGED }],
});

const started: Record<string, TestGateway> = {};
beforeAll(async () => {
  started.open = await startTestGateway({}, { PERSISTED_OPERATIONS_FILE: `${CODEGEN}, ${APOLLO}` });
  started.locked = await startTestGateway(
    {},
    { PERSISTED_OPERATIONS_FILE: `${CODEGEN},${APOLLO}`, PERSISTED_OPERATIONS_ONLY: '1' },
  );
  started.bare = await startTestGateway({}, { PERSISTED_QUERY_BYTES: '0' });
});
afterAll(() => Promise.all(Object.values(started).map((one) => one[Symbol.asyncDispose]())));

const post = async (name: string, body: object, headers: Record<string, string> = {}) => {
  const { gateway, site } = started[name] as TestGateway;
  const answer = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: site.authorization('alice'), ...headers },
    body: JSON.stringify(body),
  });
  return { status: answer.status, ...((await answer.json()) as Answer) };
};
const get = async (name: string, params: Record<string, string>) => {
  const { gateway, site } = started[name] as TestGateway;
  const headers = { authorization: site.authorization('alice') };
  const answer = await fetch(`${gateway.url}/graphql?${new URLSearchParams(params)}`, { headers });
  return { status: answer.status, ...((await answer.json()) as Answer) };
};

interface Answer {
  data?: { shopTags?: { nodes: unknown[] } };
  errors?: { message: string; extensions: Record<string, unknown> }[];
}

const byHash = (sha256Hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } });
const codes = ({ status, errors }: Answer & { status: number }) => [
  status,
  ...(errors ?? []).map(({ message, extensions }) => `${String(extensions.code)} ${message}`),
];
const NOT_FOUND = [200, 'PERSISTED_QUERY_NOT_FOUND PersistedQueryNotFound'];
const NOT_SUPPORTED = [200, 'PERSISTED_QUERY_NOT_SUPPORTED PersistedQueryNotSupported'];
const ONLY = [
  403,
  'PERSISTED_QUERY_ONLY `query`: only operations that were registered in advance run here. Send the `documentId` of one.',
];

describe('an operation of a manifest', () => {
  test.each(['open', 'locked'])(
    'runs by its ID, in every form that clients send it, on a gateway that is %s',
    async (name) => {
      for (let round = 0; round < 2; round += 1) {
        expect((await post(name, { documentId: 'tags-id' })).data?.shopTags?.nodes).toHaveLength(1);
      }
      expect((await post(name, byHash('tags-id'))).data?.shopTags?.nodes).toHaveLength(1);
      expect((await post(name, { query: TAGS, ...byHash('tags-id') })).data?.shopTags?.nodes).toHaveLength(1);
      expect((await get(name, { documentId: 'tags-id' })).data?.shopTags?.nodes).toHaveLength(1);
      expect((await get(name, { extensions: JSON.stringify(byHash('tags-id').extensions) })).errors).toBeUndefined();
      expect((await post(name, { documentId: 'no such' })).errors?.[0]?.message).toBe('PersistedQueryNotFound');
    },
  );

  test('runs over a socket', async () => {
    const socket = await connectAs(started.locked as TestGateway, 'alice');
    socket.send({ id: '1', type: 'subscribe', payload: { query: '', documentId: 'tags-id' } });
    expect(await socket.messages.take()).toMatchObject({ type: 'next', payload: { data: { shopTags: {} } } });
    expect(await socket.messages.take()).toMatchObject({ type: 'complete' });
    socket.send({ id: '2', type: 'subscribe', payload: { query: '', documentId: `sha256:${sha256(CHANGED)}` } });
    socket.send({ id: '3', type: 'subscribe', payload: { query: TAGS.replace('first: 1', 'first: 2') } });
    const refused = await socket.messages.take();
    expect(refused).toMatchObject({
      id: '3',
      payload: [{ extensions: { code: 'PERSISTED_QUERY_ONLY', field: 'query' } }],
    });
    socket.close();
  });

  test('runs with a file', async () => {
    const body = new FormData();
    body.append('operations', JSON.stringify({ documentId: 'upload-id', variables: { file: null } }));
    body.append('map', JSON.stringify({ 0: ['variables.file'] }));
    body.append('0', new Blob(['text']), 'a.txt');
    const answer = await postForm(started.locked as TestGateway, body);
    expect([answer.errors, Object.keys(answer.data)]).toEqual([undefined, ['uploadFile']]);
  });
});

describe('a gateway that runs registered operations only', () => {
  test('refuses any other before it asks the site', async () => {
    const { site } = started.locked as TestGateway;
    site.requests.length = 0;
    const other = '{ shopTags(first: 2) { nodes { name } } }';
    expect(codes(await post('locked', { query: other }))).toEqual(ONLY);
    expect(codes(await get('locked', { query: other }))).toEqual(ONLY);
    expect(codes(await post('locked', { query: other, documentId: 'tags-id' }))).toEqual(ONLY);
    expect(codes(await post('locked', { query: '{ __schema { queryType { name } } }' }))).toEqual(ONLY);
    expect(codes(await post('locked', { query: other, ...byHash(sha256(other)) }))).toEqual(ONLY);
    expect(codes(await post('locked', byHash(sha256(other))))).toEqual(NOT_FOUND);
    expect(site.requests).toEqual([]);
    // The text of a registered operation is that operation.
    expect((await post('locked', { query: TAGS })).data?.shopTags?.nodes).toHaveLength(1);
  });
});

describe('an automatic persisted query', () => {
  test.each(['application/json', 'application/graphql-response+json'])('is asked for once, in %s', async (accept) => {
    const query = `{ shopTags(first: 1) { nodes { name } } } # ${accept}`;
    const hash = sha256(query);
    expect(codes(await post('open', byHash(hash), { accept }))).toEqual(NOT_FOUND);
    expect((await post('open', { query, ...byHash(hash) }, { accept })).errors).toBeUndefined();
    for (let round = 0; round < 2; round += 1) {
      expect((await post('open', byHash(hash), { accept })).data?.shopTags?.nodes).toHaveLength(1);
    }
    expect((await get('open', { extensions: JSON.stringify(byHash(hash).extensions) })).errors).toBeUndefined();
  });

  test('is refused with a hash of something else, and not kept under it', async () => {
    const wrong = 'a'.repeat(64);
    expect(codes(await post('open', { query: TAGS, ...byHash(wrong) }))).toEqual([
      400,
      'BAD_USER_INPUT `query`: does not have the SHA-256 hash that was sent with it.',
    ]);
    expect(codes(await post('open', byHash(wrong)))).toEqual(NOT_FOUND);
  });

  test('is forgotten once others need the memory', async () => {
    await using small = await startTestGateway({}, { PERSISTED_QUERY_BYTES: '2000' });
    const send = async (body: object) => (await small.send(JSON.stringify(body))).includes('NotFound');
    const queries = ['a', 'b', 'c', 'd', 'e'].map((name) => `{ ${name}: __typename } # ${'-'.repeat(200)}`);
    for (const query of queries) expect(await send({ query, ...byHash(sha256(query)) })).toBe(false);
    expect(await Promise.all(queries.map((query) => send(byHash(sha256(query)))))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  test('is not supported where none are kept', async () => {
    expect(codes(await post('bare', byHash(sha256(TAGS))))).toEqual(NOT_SUPPORTED);
    expect(codes(await get('bare', { extensions: JSON.stringify(byHash(sha256(TAGS)).extensions) }))).toEqual(
      NOT_SUPPORTED,
    );
    expect((await post('bare', { query: TAGS, ...byHash('a'.repeat(64)) })).errors).toBeUndefined();
  });

  test.each([
    [{ documentId: 7 }, '`documentId`: must be text.'],
    [{ extensions: { persistedQuery: { sha256Hash: 7 } } }, '`query`: must be the text of a GraphQL document.'],
    [{ extensions: { persistedQuery: null } }, '`query`: must be the text of a GraphQL document.'],
    [{ query: 7, documentId: 'tags-id' }, '`query`: must be the text of a GraphQL document.'],
  ])('must be named properly: %j', async (body, message) => {
    expect(codes(await post('open', body))).toEqual([400, `BAD_USER_INPUT ${message}`]);
  });
});

describe('a manifest', () => {
  test.each([
    ['a list', [], /: is not a manifest: it must be an object of texts by their IDs, or Apollo's manifest\.$/],
    ['something other than texts', { id: 1 }, /: is not a manifest/],
    ['a text that is not GraphQL', { abc: '{ a' }, /: abc: Syntax Error: Expected Name, found <EOF>\.$/],
    ['an ID of two operations', { 'tags-id': '{ other }' }, /: tags-id is the ID of another operation, too\.$/],
  ])('with %s stops the start in one line', async (_name, content, message) => {
    const file = writeJson('wrong.json', content);
    const error = await readManifests([CODEGEN, file]).catch((thrown: unknown) => thrown as Error);
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).toContain(file);
  });

  test('that is missing stops the start, and so does its absence where it is all that runs', async () => {
    await expect(readManifests(['/no/such'])).rejects.toThrow('PERSISTED_OPERATIONS_FILE: /no/such does not exist.');
    const env = { FRAPPE_URL: 'http://a', FRAPPE_API_KEY: 'a', FRAPPE_API_SECRET: 'b', PERSISTED_OPERATIONS_ONLY: '1' };
    expect(() => readConfig(env)).toThrow(
      new ConfigError('PERSISTED_OPERATIONS_ONLY needs the operations. Set PERSISTED_OPERATIONS_FILE.'),
    );
  });
});

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function writeJson(name: string, content: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(content));
  return file;
}
