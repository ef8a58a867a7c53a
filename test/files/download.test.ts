import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FrappeMajor } from '../../demo/demo-site.ts';
import { type DemoUser, startTestGateway, type TestGateway } from '../support/start-gateway.ts';

const ORDER = 'SO-2026-00001';

describe.for<FrappeMajor>([15, 17])('files of a v%i site', (version) => {
  let started: TestGateway;

  beforeAll(async () => {
    started = await startTestGateway({ version }, { CORS_ORIGINS: 'https://shop.example' });
    await upload('report.txt', '0123456789', true, 'gateway');
    await upload('page.html', '<script>alert(1)</script>', true, 'gateway');
    await upload('open.txt', 'for everybody', false, 'gateway');
  });

  afterAll(() => started[Symbol.asyncDispose]());

  beforeEach(() => {
    started.site.requests.length = 0;
  });

  test('a private file comes to who may read what it is attached to', async () => {
    const response = await get('/private/files/report.txt', 'gateway');
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('0123456789');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'content-length': '10',
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-cache',
      vary: 'authorization, cookie, origin',
    });
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(response.headers.get('content-disposition')).toBeNull();
  });

  test('a page of HTML is never shown under the address of the gateway', async () => {
    const response = await get('/private/files/page.html', 'gateway');
    expect(response.headers.get('content-disposition')).toBe('attachment');
  });

  test('a caller who cannot read the document gets FORBIDDEN as JSON, a guest UNAUTHENTICATED', async () => {
    const refused = await get('/private/files/report.txt', 'bob');
    expect([refused.status, refused.headers.get('content-type')]).toEqual([403, 'application/json']);
    expect(await refused.json()).toEqual({
      errors: [{ message: 'The site does not permit this.', extensions: { code: 'FORBIDDEN', status: 403 } }],
    });
    const guest = await get('/private/files/report.txt', 'guest');
    expect(guest.status).toBe(401);
    expect(await guest.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });

  test('a public file comes to a guest, and one that is not there is NOT_FOUND', async () => {
    expect(await (await get('/files/open.txt', 'guest')).text()).toBe('for everybody');
    const missing = await get('/files/none.txt', 'guest');
    expect(missing.status).toBe(404);
    expect(await missing.json()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
  });

  test('the requested range goes to the site, and no other header or parameter of the caller', async () => {
    const response = await get('/private/files/report.txt?fid=abc&cmd=frappe.ping&sid=x', 'gateway', {
      range: 'bytes=2-4',
      cookie: 'sid=someone',
      'x-frappe-site-name': 'other',
    });
    // v15 sends the whole file whatever is asked for.
    expect([response.status, await response.text()]).toEqual(version === 17 ? [206, '234'] : [200, '0123456789']);
    if (version === 17) expect(response.headers.get('content-range')).toBe('bytes 2-4/10');
    const [sent] = started.site.requests;
    expect(sent?.path).toBe('/private/files/report.txt?fid=abc');
    expect(sent?.headers.range).toBe('bytes=2-4');
    expect(sent?.headers.cookie).toBeUndefined();
    expect(sent?.headers['x-frappe-site-name']).toBeUndefined();
  });

  test('a range behind the end of a file is refused with the size of the file', async () => {
    const page = { 'content-type': 'text/html', 'content-range': 'bytes */10' };
    if (version < 17) started.site.fault = () => ({ status: 416, headers: page, body: '<html></html>' });
    const response = await get('/private/files/report.txt', 'gateway', { range: 'bytes=10-' });
    started.site.fault = undefined;
    expect([response.status, response.headers.get('content-range')]).toEqual([416, 'bytes */10']);
    expect(await response.json()).toEqual({
      errors: [
        { message: '`Range`: the file ends before this part.', extensions: { code: 'BAD_USER_INPUT', field: 'Range' } },
      ],
    });
  });

  test.for(['image/SVG+xml', 'image/png, text/html'])('a file of type %s is never shown', async (type) => {
    started.site.fault = () => ({ status: 200, headers: { 'content-type': type }, body: '<svg/>' });
    const response = await get('/private/files/report.txt', 'gateway');
    started.site.fault = undefined;
    expect(response.headers.get('content-disposition')).toBe('attachment');
  });

  test.for([
    [400, 'INVALID'],
    [409, 'CONFLICT'],
    [410, 'INVALID'],
    [417, 'INVALID'],
  ] as const)('a refusal of the site with status %i keeps its status', async ([status, code]) => {
    started.site.fault = () => ({ status, body: '{}' });
    const response = await get('/private/files/report.txt', 'gateway');
    started.site.fault = undefined;
    expect([response.status, await response.json()]).toEqual([
      status,
      { errors: [{ message: 'The site refused this request.', extensions: { code, status } }] },
    ]);
  });

  test('HEAD returns the size without the file', async () => {
    const response = await fetch(`${started.gateway.url}/private/files/report.txt`, {
      method: 'HEAD',
      headers: { authorization: started.site.authorization('gateway') },
    });
    expect([response.status, response.headers.get('content-length')]).toEqual([200, '10']);
  });

  test.for([
    '/private/files/../../api/method/frappe.auth.get_logged_user',
    '/files/../api/resource/User',
    '/files/%2e%2e/api/resource/User',
    '/files/..%2f..%2fapi/resource/User',
    '/private/files/a%5c..%5cb.txt',
    '/private/files/a%00.txt',
    '/private/files/.temp-report.txt',
    '/private/files//report.txt',
    '/private/files/%zz',
    '/files/',
  ])('%s leads nowhere, and no request reaches the site', async (path) => {
    const answer = await getRaw(path);
    expect(answer.status).toBe(404);
    expect(JSON.parse(answer.body)).toEqual({
      errors: [{ message: 'This is not the address of a file.', extensions: { code: 'NOT_FOUND' } }],
    });
    expect(started.site.requests).toEqual([]);
  });

  test.for<[filters: string, message: string]>([
    [`{"a":${'['.repeat(6_000)}${']'.repeat(6_000)}}`, '`filters` is nested deeper than 100 levels.'],
    ['{', '`filters`: is not valid JSON.'],
  ])('an export with filters that are not simple JSON is refused before any call: %#', async ([filters, message]) => {
    const answer = await getRaw(`/reports/Any.csv?filters=${filters.replace(/["{}]/g, encodeURIComponent)}`);
    expect([answer.status, JSON.parse(answer.body).errors]).toEqual([
      400,
      [{ message, extensions: { code: 'BAD_USER_INPUT', field: 'filters' } }],
    ]);
    expect(started.site.requests).toEqual([]);
  });

  test('pages of allowed origins may fetch files, and no others', async () => {
    const origin = 'https://shop.example';
    const allowed = await get('/private/files/report.txt', 'gateway', { origin });
    expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([200, origin]);
    const foreign = await get('/private/files/report.txt', 'gateway', { origin: 'https://evil.example' });
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
    started.site.requests.length = 0;
    const preflight = await fetch(`${started.gateway.url}/private/files/report.txt`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' },
    });
    expect([preflight.status, preflight.headers.get('access-control-allow-methods')]).toEqual([204, 'GET, HEAD']);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization');
    expect(started.site.requests).toEqual([]);
  });

  test.for([
    ['DELETE', '/files/open.txt'],
    ['PUT', '/private/files/report.txt'],
    ['POST', '/reports/Any.csv'],
    ['OPTIONS', '/files/open.txt'],
  ] as const)('files are only read: %s %s is refused', async ([method, path]) => {
    const response = await fetch(started.gateway.url + path, { method });
    expect([response.status, response.headers.get('allow'), await response.json()]).toEqual([
      405,
      'GET, HEAD',
      {
        errors: [
          { message: 'Files are read with GET or HEAD.', extensions: { code: 'BAD_USER_INPUT', field: 'method' } },
        ],
      },
    ]);
    expect(started.site.requests).toEqual([]);
  });

  test('a file that the site cuts is cut for the caller, not passed off as whole', async () => {
    started.site.fault = () => ({ cutAfterBytes: 4 });
    const response = await get('/private/files/report.txt', 'gateway');
    await expect(response.text()).rejects.toThrow();
    started.site.fault = undefined;
  });

  function get(path: string, as: DemoUser, headers: Record<string, string> = {}): Promise<Response> {
    const authorization: Record<string, string> =
      as === 'guest' ? {} : { authorization: started.site.authorization(as) };
    return fetch(started.gateway.url + path, { headers: { ...authorization, ...headers } });
  }

  /** Sends the path as it stands: fetch would tidy it up. */
  function getRaw(path: string): Promise<{ status: number; body: string }> {
    const { hostname, port } = new URL(started.gateway.url);
    const headers = { authorization: started.site.authorization('gateway') };
    return new Promise((resolve, reject) => {
      const sent = httpRequest({ hostname, port, path, headers }, async (response) => {
        let body = '';
        for await (const chunk of response) body += String(chunk);
        resolve({ status: response.statusCode ?? 0, body });
      });
      sent.once('error', reject).end();
    });
  }

  async function upload(name: string, text: string, isPrivate: boolean, as: 'gateway'): Promise<void> {
    const body = new FormData();
    body.append('file', new Blob([text]), name);
    body.append('is_private', isPrivate ? '1' : '0');
    body.append('doctype', 'Shop Order');
    body.append('docname', ORDER);
    const headers = { authorization: started.site.authorization(as), accept: 'application/json' };
    const response = await fetch(`${started.site.url}/api/method/upload_file`, { method: 'POST', headers, body });
    expect(response.status).toBe(200);
  }
});
