import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createClient,
  createOnce,
  InputError,
  openDocForm,
  type TypedDocument,
  UnavailableError,
} from '../../client/src/index.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

interface Note {
  name: string;
  modified: string;
  title: string | null;
}

interface Input {
  title?: string;
}

const CREATE = typed<
  { createShopNote: { created: boolean; shopNote: Note | null } },
  { input: Input; idempotencyKey?: string | null }
>(`mutation ($input: ShopNoteInput!, $idempotencyKey: String) {
  createShopNote(input: $input, idempotencyKey: $idempotencyKey) { created shopNote { name modified title } }
}`);

let running: TestGateway;
/** How many answers are lost on their way from the gateway. */
let lost = 0;
let requests = 0;

beforeAll(async () => {
  running = await startTestGateway();
});
afterAll(() => running[Symbol.asyncDispose]());

const client = () =>
  createClient({
    url: `${running.gateway.url}/graphql`,
    authorization: () => running.site.authorization('carol'),
    fetch: async (...request) => {
      requests += 1;
      const response = await fetch(...request);
      const text = await response.text();
      if (lost === 0) return new Response(text, response);
      lost -= 1;
      throw new TypeError('fetch failed');
    },
  });
const titles = (title: string) => running.site.database.all('SELECT name FROM "tabShop Note" WHERE title = ?', [title]);

describe('createOnce', () => {
  test('creates one document although the answer is lost', async () => {
    lost = 1;
    const { data } = await createOnce(client(), CREATE, { input: { title: 'Once' } });
    expect(data.createShopNote).toMatchObject({ created: false, shopNote: { title: 'Once' } });
    expect(titles('Once')).toEqual([{ name: data.createShopNote.shopNote?.name }]);
  });

  test('gives up in time, and goes on later with the key that was kept', async () => {
    lost = Number.POSITIVE_INFINITY;
    const given = { key: 'kept while offline', giveUpAfter: 1_000 };
    await expect(createOnce(client(), CREATE, { input: { title: 'Kept' } }, given)).rejects.toThrow(UnavailableError);
    lost = 0;
    const { data } = await createOnce(client(), CREATE, { input: { title: 'Kept' } }, given);
    expect(titles('Kept')).toEqual([{ name: data.createShopNote.shopNote?.name }]);
  });

  test('pauses between two requests although the site asks for no wait', async () => {
    const headers = { 'retry-after': '0' };
    running.site.fault = () => ({ status: 503, body: '{"exc_type":"SessionStopped"}', headers });
    requests = 0;
    const given = { key: 'no wait', giveUpAfter: 400 };
    await expect(createOnce(client(), CREATE, { input: { title: 'Pause' } }, given)).rejects.toThrow(UnavailableError);
    running.site.fault = undefined;
    expect(requests).toBe(1);
  });

  test('sends what was refused once, and each document with a key of its own', async () => {
    requests = 0;
    const wrong = { input: { title: 'x'.repeat(200) } };
    await expect(createOnce(client(), CREATE, wrong)).rejects.toThrow(InputError);
    expect(requests).toBe(1);
    await createOnce(client(), CREATE, { input: { title: 'Twins' } });
    await createOnce(client(), CREATE, { input: { title: 'Twins' } });
    expect(titles('Twins')).toHaveLength(2);
  });

  test('ends with the reason of its signal', async () => {
    lost = 1;
    const signal = AbortSignal.timeout(100);
    const reason = expect.objectContaining({ name: 'TimeoutError' });
    await expect(createOnce(client(), CREATE, { input: { title: 'Ended' } }, { signal })).rejects.toEqual(reason);
  });
});

describe('a form of a new document', () => {
  const READ = typed<{ shopNote: Note | null }, { name: string }>(
    'query ($name: ID!) { shopNote(name: $name) { name modified title } }',
  );
  const SAVE = typed<
    { updateShopNote: { shopNote: Note | null } },
    { name: string; input: Input; ifModified: string | null }
  >(`mutation ($name: ID!, $input: ShopNoteInput!, $ifModified: LocalDateTime) {
    updateShopNote(name: $name, input: $input, ifModified: $ifModified) { shopNote { name modified title } }
  }`);

  test.each([
    ['as it was', 'Saved twice'],
    ['with what was typed since', 'Typed since'],
  ])('that is saved again after a lost answer is one document, %s', async (_, title) => {
    const cache = { fetch: (name: string) => client().query(READ, { name }), keep: () => {}, refresh: () => {} };
    const form = openDocForm(client(), { read: READ, save: SAVE, create: CREATE }, cache, null);
    form.set('title', 'Saved twice');
    lost = 1;
    expect(await form.save()).toBeNull();
    expect(form.get().errors.form).toEqual(['The gateway cannot be reached.']);
    form.set('title', title);
    const saved = await form.save();
    expect(saved).toMatchObject({ title });
    expect(form.get()).toMatchObject({ isDirty: false, values: { title } });
    expect(titles(title)).toEqual([{ name: saved?.name }]);
    if (title !== 'Saved twice') expect(titles('Saved twice')).toHaveLength(1);
  });
});

function typed<Data, Variables>(text: string): TypedDocument<Data, Variables> {
  return parse(text) as TypedDocument<Data, Variables>;
}
