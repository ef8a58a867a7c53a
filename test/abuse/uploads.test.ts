import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { postForm, sendForm, UPLOAD } from '../files/send-form.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

const MOST = 100_000;
const FILES = { 0: { content: 'x', name: 'x.txt' } };

describe('forms that are wrong', () => {
  let started: TestGateway;

  beforeAll(async () => {
    started = await startTestGateway({ version: 15 }, { MAX_UPLOAD_BYTES: String(MOST) });
  });

  afterAll(() => started[Symbol.asyncDispose]());

  beforeEach(() => {
    started.site.requests.length = 0;
    started.site.brokenOff.length = 0;
  });

  test('a form without a header that other sites cannot send is refused unread', async () => {
    const body = new FormData();
    body.append('operations', '{}');
    const response = await fetch(`${started.gateway.url}/graphql`, { method: 'POST', body });
    expect([response.status, await response.json()]).toEqual([
      400,
      {
        errors: [
          {
            message: '`X-Requested-With`: a form must come with this header, of any value.',
            extensions: { code: 'BAD_USER_INPUT', field: 'X-Requested-With' },
          },
        ],
      },
    ]);
  });

  test.for<[string, Record<string, string>, string, string]>([
    ['no map', { operations: '{}' }, 'The form lacks the field operations or map.', 'map'],
    ['no operations', { map: '{}' }, 'The form must have the field operations before "map".', 'operations'],
    [
      'the map first',
      { map: '{}', operations: '{}' },
      'The form must have the field operations before "map".',
      'operations',
    ],
    ['operations that are no JSON', { operations: '{', map: '{}' }, '`operations`: is not valid JSON.', 'operations'],
    ['several operations', { operations: '[]', map: '{}' }, 'operations must be one operation.', 'operations'],
    ['a map that is a list', { operations: '{}', map: '[]' }, 'map must be an object.', 'map'],
    ['a map to nothing', { operations: '{}', map: '{"0":[]}' }, 'map must lead the file "0" to one variable.', 'map'],
    [
      'one file for two variables',
      { operations: '{"variables":{"a":null,"b":null}}', map: '{"0":["variables.a","variables.b"]}' },
      'map must lead the file "0" to one variable.',
      'map',
    ],
    [
      'a map to the query',
      { operations: '{"query":null}', map: '{"0":["query"]}' },
      '"query" in map is not a variable.',
      'map',
    ],
    [
      'a map to a variable that is not there',
      { operations: '{"variables":{}}', map: '{"0":["variables.file"]}' },
      'variables.file in operations is not null.',
      'map',
    ],
    [
      'a map to a variable that has a value',
      { operations: '{"variables":{"file":1}}', map: '{"0":["variables.file"]}' },
      'variables.file in operations is not null.',
      'map',
    ],
    [
      'a map into the prototype',
      { operations: '{"variables":{}}', map: '{"0":["variables.__proto__.polluted"]}' },
      'variables.__proto__.polluted in operations is not null.',
      'map',
    ],
    [
      'an operation that is too long',
      { operations: JSON.stringify({ query: ' '.repeat(1024 * 1024) }), map: '{}' },
      'operations is longer than 1048576 bytes.',
      'operations',
    ],
  ])('%s', async ([, fields, message, field]) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    expect(await postForm(started, body)).toEqual({
      status: 400,
      errors: [{ message, extensions: { code: 'BAD_USER_INPUT', field } }],
    });
    expect(started.site.requests).toEqual([]);
  });

  test('a file before the map', async () => {
    const body = new FormData();
    body.append('operations', JSON.stringify({ query: UPLOAD, variables: { file: null } }));
    body.append('0', new Blob(['x']), 'x.txt');
    body.append('map', '{"0":["variables.file"]}');
    expect(await postForm(started, body)).toMatchObject({
      status: 400,
      errors: [{ message: 'The fields operations and map must come before the files.' }],
    });
    expect(started.site.requests).toEqual([]);
  });

  test.for([
    ['a body that is no form', 'nonsense', 'multipart/form-data; boundary=x'],
    ['no boundary', 'nonsense', 'multipart/form-data'],
  ] as const)('%s', async ([, body, type]) => {
    const answer = await postForm(started, body, { headers: { 'content-type': type } });
    expect([answer.status, answer.errors?.[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
  });

  test('a file that the map names and that does not come', async () => {
    const answer = await sendForm(started, { query: UPLOAD });
    expect(answer.errors).toMatchObject([
      {
        message: 'The form lacks the file "0" of its map.',
        path: ['uploadFile'],
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
    expect(started.site.requests).toEqual([]);
  });

  test('a file that the map does not name', async () => {
    const answer = await sendForm(started, { query: UPLOAD, files: { 1: { content: 'x', name: 'x.txt' } } });
    expect(answer.errors).toMatchObject([{ message: 'The form has a file "1" that its map does not name.' }]);
    expect(started.site.requests).toEqual([]);
  });

  test('files in another order than that of their use', async () => {
    const answer = await sendForm(started, {
      query: `mutation ($one: Upload!, $two: Upload!) {
        one: uploadFile(file: $one) { file { fileName } }
        two: uploadFile(file: $two) { file { fileName } }
      }`,
      variables: { one: null, two: null },
      map: { a: ['variables.one'], b: ['variables.two'] },
      files: { b: { content: 'b', name: 'b.txt' }, a: { content: 'a', name: 'a.txt' } },
    });
    expect(answer.data).toEqual({ one: null, two: { file: { fileName: 'b.txt' } } });
    expect(answer.errors).toMatchObject([
      { message: 'The files must come in the order in which the operation uses them.', path: ['one'] },
    ]);
  });

  test.for([
    ['announced', {}],
    ['of unknown length', { duplex: 'half' }],
  ] as const)('an operation that is too long, %s', async ([, init]) => {
    const text = JSON.stringify({ query: '{ site { timeZone } }', variables: { x: 'x'.repeat(25_000_000) } });
    const body = 'duplex' in init ? new Blob([text]).stream() : text;
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${started.gateway.url}/graphql`, { method: 'POST', headers, body, ...init });
    expect([response.status, await response.json()]).toMatchObject([
      413,
      {
        errors: [{ message: 'The request body is longer than 1048576 bytes.', extensions: { code: 'BAD_USER_INPUT' } }],
      },
    ]);
  });

  test('a file by JSON, as a literal and as a variable', async () => {
    const variable = await started.query(UPLOAD, { variables: { file: 'x' } });
    expect(variable.errors?.[0]?.message).toMatch(/Upload must be a variable to which the map of a multipart request/);
    const literal = await started.query('mutation { uploadFile(file: "x") { file { name } } }');
    expect(literal.errors?.[0]?.message).toMatch(/Upload must be a variable, not a literal/);
    expect(started.site.requests).toEqual([]);
  });

  test.for([
    [
      'a DocType that is not there',
      { doctype: 'None', name: 'x' },
      'attachTo.doctype is not a DocType of this schema.',
    ],
    ['a child table', { doctype: 'Shop Order Item', name: 'x' }, 'attachTo.doctype must not be a child table.'],
    ['a blank name', { doctype: 'Shop Order', name: ' ' }, 'attachTo.name cannot be blank.'],
    [
      'a docfield that holds no file',
      { doctype: 'Shop Customer', name: 'CUST-00001', field: 'customer_name' },
      'attachTo.field is not an Attach docfield of Shop Customer.',
    ],
  ] as const)('%s', async ([, attachTo, message]) => {
    const answer = await sendForm(started, { query: UPLOAD, variables: { file: null, attachTo }, files: FILES });
    expect(answer.errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(started.site.requests).toEqual([]);
  });

  test('a file that is a byte too large breaks off on its way to the site, and says so', async () => {
    const [fits, over] = [Buffer.alloc(MOST), Buffer.alloc(MOST + 1)];
    const taken = await sendForm(started, { query: UPLOAD, files: { 0: { content: fits, name: 'fits.bin' } } });
    expect(taken.data.uploadFile.file.size).toBe(MOST);
    started.site.requests.length = 0;
    const answer = await sendForm(started, { query: UPLOAD, files: { 0: { content: over, name: 'over.bin' } } });
    expect(answer.errors).toMatchObject([
      { message: `The file is larger than ${MOST} bytes, the maximum.`, path: ['uploadFile'] },
    ]);
    await expect.poll(() => started.site.brokenOff).toEqual(['/api/method/upload_file']);
    expect(started.site.database.all("SELECT name FROM `tabFile` WHERE file_name = 'over.bin'")).toEqual([]);
  });

  test('a form that announces too much is refused before its files are read', async () => {
    const content = Buffer.alloc(6 * 1024 * 1024);
    const answer = await sendForm(started, { query: UPLOAD, files: { 0: { content, name: 'huge.bin' } } });
    expect(answer).toMatchObject({
      status: 400,
      errors: [{ message: `The file is larger than ${MOST} bytes, the maximum.` }],
    });
    expect(started.site.requests).toEqual([]);
  });

  test('more files than a form can have', async () => {
    const keys = Array.from({ length: 11 }, (_, index) => `f${index}`);
    const answer = await sendForm(started, {
      query: `mutation (${keys.map((key) => `$${key}: Upload!`).join(' ')}) {
        ${keys.map((key) => `${key}: uploadFile(file: $${key}) { file { fileName } }`).join('\n')}
      }`,
      variables: Object.fromEntries(keys.map((key) => [key, null])),
      map: Object.fromEntries(keys.map((key) => [key, [`variables.${key}`]])),
      files: Object.fromEntries(keys.map((key) => [key, { content: key, name: `${key}.txt` }])),
    });
    expect(answer).toMatchObject({ status: 400, errors: [{ message: 'A form can have at most 10 files.' }] });
    expect(started.site.requests).toEqual([]);
  });

  test('more parts than a form can have', async () => {
    const body = new FormData();
    body.append('operations', JSON.stringify({ query: UPLOAD, variables: { file: null } }));
    body.append('map', JSON.stringify({ 0: ['variables.file'] }));
    for (let part = 0; part < 20; part += 1) body.append(`more${part}`, '');
    body.append('0', new Blob(['x']), 'many.bin');
    const answer = await postForm(started, body, { headers: { 'x-requested-with': 'test' } });
    expect(answer.errors).toMatchObject([{ message: 'A form can have at most 12 parts.', path: ['uploadFile'] }]);
    expect(started.site.database.all("SELECT name FROM `tabFile` WHERE file_name = 'many.bin'")).toEqual([]);
  });

  test('a file is passed on while it comes in, and a caller who disconnects ends the request to the site', async () => {
    const socket = await sendHead(started, 50_000);
    socket.write('a'.repeat(20_000));
    await delay(100);
    socket.destroy();
    await expect.poll(() => started.site.brokenOff).toEqual(['/api/method/upload_file']);
    expect(started.site.requests).toEqual([]);
    expect(started.site.database.all("SELECT name FROM `tabFile` WHERE file_name = 'half.bin'")).toEqual([]);
    // The gateway goes on as before.
    const answer = await sendForm(started, { query: UPLOAD, files: FILES });
    expect(answer.errors).toBeUndefined();
  });

  test('a form whose file has no end is not a file', async () => {
    const rest = 'a'.repeat(1_000);
    const socket = await sendHead(started, rest.length);
    socket.write(rest);
    const answer = await readAll(socket);
    expect(answer).toContain('The form is truncated or invalid.');
    expect(started.site.requests).toEqual([]);
    expect(started.site.database.all("SELECT name FROM `tabFile` WHERE file_name = 'half.bin'")).toEqual([]);
  });
});

/** Sends a form up to the beginning of its file, and announces so many bytes of it. */
async function sendHead({ gateway, site }: TestGateway, announced: number): Promise<Socket> {
  const { hostname, port } = new URL(gateway.url);
  const operations = JSON.stringify({ query: UPLOAD, variables: { file: null } });
  const part = (disposition: string, body: string) =>
    `--b\r\ncontent-disposition: form-data; ${disposition}\r\n\r\n${body}`;
  const head = [
    part('name="operations"', `${operations}\r\n`),
    part('name="map"', '{"0":["variables.file"]}\r\n'),
    part('name="0"; filename="half.bin"', ''),
  ].join('');
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.write(
    [
      'POST /graphql HTTP/1.1',
      'host: gateway',
      'connection: close',
      'x-requested-with: test',
      `authorization: ${site.authorization('gateway')}`,
      'content-type: multipart/form-data; boundary=b',
      `content-length: ${head.length + announced}`,
      '',
      head,
    ].join('\r\n'),
  );
  await delay(50);
  return socket;
}

async function readAll(socket: Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
}
