import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

const TARGET = 'doctype: "Shop Order", name: "SO-2026-00001"';

describe('wrong input to what the desk does', () => {
  let started: TestGateway;

  beforeAll(async () => {
    started = await startTestGateway({ version: 15 });
  });

  afterAll(() => started[Symbol.asyncDispose]());

  beforeEach(() => {
    started.site.requests.length = 0;
  });

  test.for<[string, string, string]>([
    [
      'mutation { addTag(doctype: "None", name: "x", tag: "t") { messages { text } } }',
      'doctype is not a DocType of this schema.',
      'doctype',
    ],
    [
      'mutation { addTag(doctype: "Shop Order Item", name: "x", tag: "t") { messages { text } } }',
      'doctype must not be a child table.',
      'doctype',
    ],
    ['mutation { like(doctype: "Shop Order", name: " ") { messages { text } } }', 'name cannot be blank.', 'name'],
    [
      `mutation { addTag(${TARGET}, tag: "a,b") { messages { text } } }`,
      'tag must have 1 to 140 characters and no comma.',
      'tag',
    ],
    [
      `mutation { addTag(${TARGET}, tag: " ") { messages { text } } }`,
      'tag must have 1 to 140 characters and no comma.',
      'tag',
    ],
    [`mutation { addComment(${TARGET}, content: " ") { messages { text } } }`, 'content cannot be blank.', 'content'],
    [`mutation { assign(${TARGET}, users: []) { messages { text } } }`, 'users cannot be empty.', 'users'],
    [`mutation { assign(${TARGET}, users: ["a", ""]) { messages { text } } }`, 'users.1 cannot be blank.', 'users.1'],
    [`mutation { share(${TARGET}) { messages { text } } }`, 'Give either user or everyone.', 'user'],
    [
      `mutation { share(${TARGET}, user: "a", everyone: true) { messages { text } } }`,
      'Give either user or everyone.',
      'user',
    ],
    [`mutation { unshare(${TARGET}, user: "") { messages { text } } }`, 'user cannot be blank.', 'user'],
    ['{ searchLink(doctype: "None", text: "x") { name } }', 'doctype is not a DocType of this schema.', 'doctype'],
    [
      '{ searchLink(doctype: "Shop Order", text: "x", filters: "x") { name } }',
      'filters must be an object or a list.',
      'filters',
    ],
    [
      '{ searchLink(doctype: "Shop Order", text: "x", first: 501) { name } }',
      'first cannot be more than 500.',
      'first',
    ],
    ['{ globalSearch(text: "x", offset: -1) { content } }', 'offset cannot be negative.', 'offset'],
    ['{ globalSearch(text: "x", doctype: "None") { content } }', 'doctype is not a DocType of this schema.', 'doctype'],
    ['{ notifications(first: -1) { name } }', 'first cannot be negative.', 'first'],
    ['{ printPdf(doctype: "None", name: "x") { name } }', 'doctype is not a DocType of this schema.', 'doctype'],
  ])('%s', async ([query, message, field]) => {
    const answer = await started.query(query);
    expect(answer.errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT', field } }]);
    expect(started.site.requests).toEqual([]);
  });

  test('a guest can do none of it', async () => {
    for (const mutation of [`addComment(${TARGET}, content: "x")`, `like(${TARGET})`, `addTag(${TARGET}, tag: "x")`]) {
      const answer = await started.query(`mutation { ${mutation} { messages { text } } }`, { as: 'guest' });
      expect([answer.status, answer.errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
    }
  });

  test('callers cannot share rights that they do not have', async () => {
    started.site.database.insert('DocShare', {
      name: 'desk-share',
      user: 'bob@example.com',
      share_doctype: 'Shop Order',
      share_name: 'SO-2026-00001',
      read: 1,
      share: 1,
    });
    const share = `mutation { share(${TARGET}, user: "bob@example.com", write: true) { messages { text } } }`;
    const answer = await started.query(share, { as: 'bob' });
    expect(answer.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect(started.site.requests.map(({ method }) => method)).toEqual(['GET']);
  });

  test('the form data of a document is refused to callers who cannot read it, without its neighbours', async () => {
    const answer = await started.query('{ shopOrder(name: "SO-2026-00001") { name } node(id: "x") { id } }', {
      as: 'alice',
    });
    expect(answer.errors?.length).toBeGreaterThan(0);
    const lost = await started.query(
      '{ shopCustomers(first: 2, orderBy: [{ name: ASC }]) { nodes { name _meta { comments { name } } } } }',
      { as: 'alice' },
    );
    expect(lost.data.shopCustomers.nodes).toHaveLength(2);
  });

  test('answers of another shape are the fault of the site', async () => {
    started.site.fault = ({ path }) => (path.includes('get_docinfo') ? { body: '{"docinfo":null}' } : undefined);
    const query = '{ shopOrder(name: "SO-2026-00001") { name _meta { comments { name } isFollowed } } }';
    const answer = await started.query(query);
    started.site.fault = undefined;
    expect(answer.data).toEqual({ shopOrder: { name: 'SO-2026-00001', _meta: { comments: null, isFollowed: null } } });
    expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual(['UPSTREAM_CONTRACT', 'UPSTREAM_CONTRACT']);
  });
});
