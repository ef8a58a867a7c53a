import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FrappeMajor } from '../../demo/demo-site.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';
import { sendForm, UPLOAD } from './send-form.ts';

const ORDER = { doctype: 'Shop Order', name: 'SO-2026-00001' };

describe.for<FrappeMajor>([14, 15, 16, 17])('files sent to a v%i site', (version) => {
  let started: TestGateway;

  beforeAll(async () => {
    started = await startTestGateway({ version }, { MAX_UPLOAD_BYTES: '30000000' });
  });

  afterAll(() => started[Symbol.asyncDispose]());

  beforeEach(() => {
    started.site.requests.length = 0;
  });

  test('a file is stored, private unless said otherwise, and can be read at its address', async () => {
    const answer = await sendForm(started, {
      query: UPLOAD,
      variables: { file: null, attachTo: ORDER },
      files: { 0: { content: 'hello recorded world', name: 'hello.txt', type: 'text/plain' } },
    });
    expect(answer).toMatchObject({
      status: 200,
      data: {
        uploadFile: {
          file: {
            fileName: 'hello.txt',
            url: '/private/files/hello.txt',
            isPrivate: true,
            type: 'TXT',
            size: 20,
            contentHash: '6e850f2e24aa852f72bf086d8e519623',
            attachedToDoctype: 'Shop Order',
            attachedToName: 'SO-2026-00001',
            attachedToField: null,
          },
          messages: [],
        },
      },
      extensions: { cost: { calls: 2, rows: 0 } },
    });
    expect(paths()).toEqual(['GET /api/method/frappe.client.has_permission', 'POST /api/method/upload_file']);
    const headers = { authorization: started.site.authorization('gateway') };
    const read = await fetch(`${started.gateway.url}${answer.data.uploadFile.file.url}`, { headers });
    expect(await read.text()).toBe('hello recorded world');
  });

  test('names and contents of any kind come through byte by byte', async () => {
    const content = Uint8Array.from({ length: 70_000 }, (_, index) => (index * 7919) % 256);
    const answer = await sendForm(started, {
      query: UPLOAD,
      variables: { file: null, isPrivate: false },
      files: { 0: { content, name: 'größe "名前".bin' } },
    });
    expect(answer.data.uploadFile.file).toMatchObject({ fileName: 'größe "名前".bin', isPrivate: false, size: 70_000 });
    const read = await fetch(`${started.gateway.url}${encodeURI(answer.data.uploadFile.file.url)}`);
    expect(new Uint8Array(await read.arrayBuffer())).toEqual(content);
  });

  test('the Attach docfield that it is for names it afterwards, and the document shows it', async () => {
    const query = `mutation ($file: Upload!, $attachTo: AttachTo) {
      uploadFile(file: $file, attachTo: $attachTo) {
        file { url attachedToField }
        document { id name ... on ShopCustomer { contract { url } } }
      }
    }`;
    const attachTo = { doctype: 'Shop Customer', name: 'CUST-00001', field: 'contract' };
    const answer = await sendForm(started, {
      query,
      variables: { file: null, attachTo },
      files: { 0: { content: 'terms', name: 'terms.txt' } },
    });
    expect(answer.errors).toBeUndefined();
    expect(answer.data.uploadFile).toMatchObject({
      file: { url: '/private/files/terms.txt', attachedToField: 'contract' },
      document: { name: 'CUST-00001', contract: { url: '/private/files/terms.txt' } },
    });
    expect(paths().slice(2)).toEqual([
      'POST /api/method/frappe.client.set_value',
      'GET /api/resource/Shop%20Customer/CUST-00001',
    ]);
  });

  test('a form may be longer than any other request', async () => {
    const content = Buffer.alloc(3_000_000, 7);
    const answer = await sendForm(started, { query: UPLOAD, files: { 0: { content, name: 'long.bin' } } });
    expect(answer.data.uploadFile.file.size).toBe(3_000_000);
  });

  test('a caller who cannot change the document uploads nothing', async () => {
    const answer = await sendForm(started, {
      query: UPLOAD,
      variables: { file: null, attachTo: ORDER },
      files: { 0: { content: 'x', name: 'x.txt' } },
      as: 'bob',
    });
    expect(answer.errors).toMatchObject([
      { message: 'You are not allowed to write Shop Order SO-2026-00001.', extensions: { code: 'FORBIDDEN' } },
    ]);
    expect(paths()).toEqual(['GET /api/method/frappe.client.has_permission']);
  });

  test('a document that is not there gets no file', async () => {
    const attachTo = { ...ORDER, name: 'NONE' };
    const answer = await sendForm(started, {
      query: UPLOAD,
      variables: { file: null, attachTo },
      files: { 0: { content: 'x', name: 'x.txt' } },
    });
    expect(answer.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    expect(paths()).toEqual(['GET /api/method/frappe.client.has_permission']);
  });

  test('a guest is refused', async () => {
    const answer = await sendForm(started, {
      query: UPLOAD,
      files: { 0: { content: 'x', name: 'x.txt' } },
      as: 'guest',
    });
    expect([answer.status, answer.errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
  });

  test('two files go in turn, each to its own mutation', async () => {
    const answer = await sendForm(started, {
      query: `mutation ($one: Upload!, $two: Upload!) {
        one: uploadFile(file: $one) { file { fileName size } }
        two: uploadFile(file: $two) { file { fileName size } }
      }`,
      variables: { one: null, two: null },
      map: { a: ['variables.one'], b: ['variables.two'] },
      files: { a: { content: 'a'.repeat(100_000), name: 'a.txt' }, b: { content: 'bb', name: 'b.txt' } },
    });
    expect(answer.data).toEqual({
      one: { file: { fileName: 'a.txt', size: 100_000 } },
      two: { file: { fileName: 'b.txt', size: 2 } },
    });
  });

  test('a second file comes through where the first was refused', async () => {
    const answer = await sendForm(started, {
      query: `mutation ($one: Upload!, $two: Upload!, $to: AttachTo) {
        one: uploadFile(file: $one, attachTo: $to) { file { fileName } }
        two: uploadFile(file: $two) { file { fileName } }
      }`,
      variables: { one: null, two: null, to: { ...ORDER, name: 'NONE' } },
      map: { a: ['variables.one'], b: ['variables.two'] },
      files: { a: { content: 'a'.repeat(300_000), name: 'a.txt' }, b: { content: 'bb', name: 'b.txt' } },
    });
    expect(answer.data).toEqual({ one: null, two: { file: { fileName: 'b.txt' } } });
  });

  test('a file that is too large for the site is refused by it, in words that say so', async () => {
    const content = Buffer.alloc(25 * 1024 * 1024 + 1);
    const answer = await sendForm(started, { query: UPLOAD, files: { 0: { content, name: 'over.bin' } } });
    expect(answer.errors).toMatchObject([
      { message: 'The file is too large for the site.', extensions: { code: 'INVALID', status: 417 } },
    ]);
  });

  test("the site's message about a refused file is reported", async () => {
    started.site.fault = (request) =>
      request.path.startsWith('/api/method/upload_file') ? { status: 413, body: '<h1>Too Large</h1>' } : undefined;
    const answer = await sendForm(started, { query: UPLOAD, files: { 0: { content: 'x', name: 'x.txt' } } });
    started.site.fault = undefined;
    expect(answer.errors).toMatchObject([
      { message: 'The file is too large for the site.', extensions: { code: 'INVALID', status: 413 } },
    ]);
  });

  function paths(): string[] {
    return started.site.requests.map(({ method, path }) => `${method} ${path.split('?')[0]}`);
  }
});
