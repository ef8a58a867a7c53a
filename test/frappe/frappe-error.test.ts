import { describe, expect, test } from 'vitest';
import type { FrappeMajor } from '../../demo/demo-site.ts';
import { GatewayError } from '../../src/errors.ts';
import { CallerToken } from '../../src/frappe/caller-token.ts';
import { type RawAnswer, readAnswer } from '../../src/frappe/envelope.ts';
import type { FrappeRequest } from '../../src/frappe/frappe-request.ts';
import { type Exchange, readRecording } from '../demo/recording.ts';

const VERSIONS: FrappeMajor[] = [14, 15, 16, 17];
const GROUPS =
  /^(method\.(raise|throw|only|not_|no_|no-|typed|v2|limited|guest)|docmethod\.|perm\.|auth\.|http\.|doc\.|list\.|meta\.)/;
const TRACEBACK =
  'Traceback (most recent call last):\n  File "apps/frappe/frappe/app.py", line 114, in application\n    response = frappe.api.handle(request)\n';
const PAGE = `<!DOCTYPE html><html><head><title>Not Found</title><script>frappe.boot = {"csrf": "s3cret"}</script></head><body><h1>Not Found</h1><pre>${TRACEBACK}</pre></body></html>`;

/** What each recorded error becomes; the file is looked at by eye, and `-u` writes it anew. */
describe('errors of recorded sites', () => {
  test('become the code, message and details that are on file', async () => {
    const lines = new Map<string, number[]>();
    for (const version of VERSIONS) {
      for (const exchange of failures(version).filter(({ id }) => GROUPS.test(id))) {
        const line = `${exchange.id} as ${exchange.as}: ${describeError(toError(exchange))}`;
        lines.set(line, [...(lines.get(line) ?? []), version]);
      }
    }
    const text = [...lines].map(([line, versions]) => `v${versions.join(' v')} ${line}`).sort(byCase);
    await expect(`${text.join('\n')}\n`).toMatchFileSnapshot('../fixtures/recorded-errors.txt');
  });

  test.each(VERSIONS)('of v%i show no HTML, no traceback, no path of a file and no SQL', (version) => {
    const all = failures(version);
    expect(all.length).toBeGreaterThan(90);
    for (const exchange of all) {
      const error = toError(exchange);
      const texts = [
        error.message,
        ...(error.details.messages ?? []).flatMap(({ text, title }) => [text, title ?? '']),
      ];
      for (const text of texts) {
        expect(text, exchange.id).not.toMatch(/<\/?[a-z][^>]*>/i);
        expect(text, exchange.id).not.toMatch(/Traceback|File "|\.py\b|pymysql|\/home\/|apps\/|site-packages|`tab/);
        expect(text, exchange.id).not.toMatch(/[\n\r\t]| {2}/);
        expect(text.trim(), exchange.id).toBe(text);
      }
      expect(error.message, exchange.id).not.toBe('');
      expect(error.details.status).toBe(exchange.response.status);
    }
  });

  test("all have the name of Frappe's exception if the site sends one, v14's bare ones too", () => {
    for (const version of VERSIONS) {
      for (const exchange of failures(version)) {
        const { excType } = toError(exchange).details;
        const body = exchange.response.body as { exc_type?: string; exception?: string };
        if (typeof body !== 'object' || (body.exc_type === undefined && body.exception === undefined)) continue;
        if (body.exc_type) expect(excType, exchange.id).toBe(body.exc_type);
        else expect(excType === undefined || /^\w+$/.test(excType), exchange.id).toBe(true);
      }
    }
  });

  test('of guests who would have to sign in are UNAUTHENTICATED', () => {
    for (const version of VERSIONS) {
      const refused = failures(version).filter(({ as, response }) => as === 'guest' && response.status === 403);
      expect(refused.length).toBeGreaterThan(0);
      for (const exchange of refused) expect(toError(exchange).code, exchange.id).toBe('UNAUTHENTICATED');
    }
  });
});

describe('a response that is not a success', () => {
  const cases: [name: string, raw: Partial<RawAnswer>, code: string, message: string, details: object][] = [
    ['an HTML page', { status: 404, text: PAGE }, 'NOT_FOUND', 'Not found.', { status: 404 }],
    [
      "a proxy's page",
      { status: 502, text: '<html>502 Bad Gateway nginx/1.25</html>' },
      'UPSTREAM_UNAVAILABLE',
      'The site cannot be reached at present.',
      { status: 502 },
    ],
    [
      'maintenance',
      { status: 503, text: '{"exc_type":"SessionStopped"}' },
      'UPSTREAM_UNAVAILABLE',
      'The site cannot be reached at present.',
      { status: 503, excType: 'SessionStopped' },
    ],
    [
      'a read-only site',
      {
        status: 503,
        text: '{"exc_type":"InReadOnlyMode","_server_messages":"[\\"{\\\\\\"message\\\\\\": \\\\\\"Site is in read only mode\\\\\\"}\\"]"}',
      },
      'READ_ONLY',
      'Site is in read only mode',
      { status: 503 },
    ],
    [
      'a proxy that waited too long',
      { status: 504, text: '' },
      'UPSTREAM_TIMEOUT',
      'The site took too long.',
      { status: 504 },
    ],
    [
      "the site's rate limit",
      { status: 429, text: 'Too Many Requests', headers: { 'retry-after': '17' } },
      'RATE_LIMITED',
      'The site asks for fewer requests.',
      { status: 429, retryAfter: 17 },
    ],
    [
      'a retry-after that is a date',
      { status: 429, text: '', headers: { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' } },
      'RATE_LIMITED',
      'The site asks for fewer requests.',
      { status: 429 },
    ],
    [
      'an empty body',
      { status: 500, text: '' },
      'UPSTREAM_ERROR',
      'The site failed to answer this request.',
      { status: 500 },
    ],
    [
      'a cut body',
      { status: 417, text: '{"exc_type":"Valid' },
      'INVALID',
      'The site refused this request.',
      { status: 417 },
    ],
    [
      'a JSON list',
      { status: 500, text: '[1]' },
      'UPSTREAM_ERROR',
      'The site failed to answer this request.',
      { status: 500 },
    ],
    ['JSON null', { status: 403, text: 'null' }, 'FORBIDDEN', 'The site does not permit this.', { status: 403 }],
    [
      'a redirect',
      { status: 302, text: '', headers: { location: '/login' } },
      'UPSTREAM_CONTRACT',
      'Expected an answer from the site for /api/method/ping, got a redirect to another address.',
      { status: 302 },
    ],
    [
      'messages that are no JSON',
      { status: 417, text: '{"_server_messages":"not json"}' },
      'INVALID',
      'The site refused this request.',
      { status: 417 },
    ],
    [
      'a list of numbers as messages',
      { status: 417, text: '{"_server_messages":"[1,null,{}]"}' },
      'INVALID',
      'The site refused this request.',
      { status: 417 },
    ],
    [
      'v2 errors that are no list',
      { status: 417, text: '{"errors":{"type":"X"}}' },
      'INVALID',
      'The site refused this request.',
      { status: 417 },
    ],
    ['an empty v2 list', { status: 404, text: '{"errors":[]}' }, 'NOT_FOUND', 'Not found.', { status: 404 }],
    [
      'a v2 error',
      {
        status: 417,
        text: '{"errors":[{"type":"MandatoryError","message":"<b>Items</b> missing","title":"T","indicator":"red"}]}',
      },
      'INVALID',
      'Items missing',
      { status: 417, excType: 'MandatoryError', messages: [{ title: 'T', text: 'Items missing', indicator: 'red' }] },
    ],
    [
      'a stale document',
      { status: 417, text: '{"exc_type":"TimestampMismatchError"}' },
      'CONFLICT',
      'The site refused this request.',
      { status: 417 },
    ],
    [
      "v14's bare refusal",
      { status: 403, text: '{"exception":"frappe.exceptions.PermissionError: for doc","exc":"[]"}' },
      'FORBIDDEN',
      'for doc',
      { status: 403, excType: 'PermissionError' },
    ],
    [
      'an exception that is no class',
      { status: 500, text: '{"exception":"something went wrong"}' },
      'UPSTREAM_ERROR',
      'The site failed to answer this request.',
      { status: 500 },
    ],
  ];
  test.each(cases)('%s', (_name, raw, code, message, details) => {
    const error = failureOf({ status: 500, headers: {}, text: '', ...raw });
    expect(error.code).toBe(code);
    expect(error.message).toBe(message);
    expect(error.details).toMatchObject(details);
    expect(JSON.stringify(error.extensions)).not.toMatch(/<|Traceback|csrf/);
  });
});

describe('an answer with status 200', () => {
  const request: FrappeRequest = { verb: 'GET', path: '/api/resource/Shop%20Order?fields=secret', isRead: true };
  test.each([
    ['an HTML page', PAGE],
    ['nothing', ''],
    ['a cut body', '{"data":[{"name":"SO-1"'],
    ['a JSON list', '[]'],
    ['a JSON text', '"Logged In"'],
    ['a JSON null', 'null'],
    ['a JSON number', '1'],
  ])('that is %s is UPSTREAM_CONTRACT, and shows nothing of it', (_name, text) => {
    const error = failureOf({ status: 200, headers: { 'content-type': 'text/html' }, text }, request);
    expect(error.code).toBe('UPSTREAM_CONTRACT');
    expect(error.message).toBe(
      `Expected a JSON object from the site for /api/resource/Shop%20Order, got ${text.length} characters (text/html).`,
    );
  });

  test('in which the site let the session expire is UNAUTHENTICATED', () => {
    const error = failureOf(
      { status: 403, headers: {}, text: '{"session_expired":1,"exc_type":"PermissionError"}' },
      request,
    );
    expect(error.code).toBe('UNAUTHENTICATED');
  });
});

describe('a long exception that repeats what a caller sent', () => {
  test.each([
    'a',
    'aError',
    'a.',
    '.MandatoryError: [',
    '\nMandatoryError: [',
    '.MandatoryError: [a, ',
    '.MandatoryError: [a, ]: a',
    "\nUniqueValidationError: ('",
    ".UniqueValidationError: ('a', ",
    ".UniqueValidationError: ('a',  for key 'a",
  ])('is read in a moment: %j', (piece) => {
    const repeated = piece.repeat(1_000_000 / piece.length);
    const startedAt = performance.now();
    for (const exception of [repeated, `ValidationError: ${repeated}`, `${repeated}>`]) {
      failureOf({ status: 417, headers: {}, text: JSON.stringify({ exception }) });
    }
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  test('names its docfields all the same', () => {
    const text = (end: string) => JSON.stringify({ exc_type: 'X', exception: `${'x\n'.repeat(500_000)}${end}` });
    const missing = failureOf({ status: 417, headers: {}, text: text('a.MandatoryError: [Shop Order, SO-1]: a, b') });
    expect(missing.details.named).toEqual({ doctype: 'Shop Order', fieldnames: ['a', 'b'] });
  });

  test.each([
    ['frappe.exceptions.ValidationError: no', 'ValidationError'],
    ['SessionStopped', 'SessionStopped'],
    ['a.BError.CError: no', 'BError'],
    ['a.ErrorOf: no', undefined],
    ['Error: no', undefined],
  ])('has the type of %j', (exception, excType) => {
    const { details } = failureOf({ status: 417, headers: {}, text: JSON.stringify({ exception }) });
    expect(details.excType).toBe(excType);
  });
});

function failures(version: FrappeMajor): Exchange[] {
  return readRecording(version).filter(({ response }) => response.status >= 400);
}

describe('a message whose tags a newer site took out', () => {
  const failure = (exception: string, message: string) =>
    failureOf({
      status: 417,
      headers: {},
      text: JSON.stringify({
        exc_type: 'ValidationError',
        exception: `frappe.exceptions.ValidationError: ${exception}`,
        _server_messages: JSON.stringify([JSON.stringify({ message: 'before' }), JSON.stringify({ message })]),
      }),
    });

  test.each([
    ['<h4>Stock</h4>Too low', 'StockToo low', 'Stock Too low'],
    ['<details><summary>Why</summary>Because</details>', 'WhyBecause', 'Why Because'],
    ['<h4>Stock</h4>Too low', 'Stock of A is too low', 'Stock of A is too low'],
    ['plain', 'plain', 'plain'],
  ])('%s, sent as %s, is %j', (exception, message, text) => {
    const error = failure(exception, message);
    expect(error.message).toBe(text);
    expect(error.details.messages?.map((one) => one.text)).toEqual(['before', text]);
  });
});

/** The recordings hold marks in place of tracebacks and pages; here they stand again. */
function toError({ as, request, response }: Exchange): GatewayError {
  const body = typeof response.body === 'string' ? PAGE : JSON.stringify(withTraceback(response.body));
  const raw = { status: response.status, headers: response.headers, text: body };
  const sent: FrappeRequest = { verb: 'GET', path: request.path, isRead: true };
  return failureOf(raw, sent, as === 'guest' ? CallerToken.guest : CallerToken.fromApiKey('key', 'secret'));
}

function withTraceback(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(withTraceback);
  if (body === '<traceback>') return TRACEBACK;
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, withTraceback(value)]));
}

function failureOf(
  raw: RawAnswer,
  request: FrappeRequest = { verb: 'GET', path: '/api/method/ping', isRead: true },
  token = CallerToken.fromApiKey('key', 'secret'),
): GatewayError {
  try {
    readAnswer(raw, request, { token });
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
  throw new Error(`No error for ${raw.text}`);
}

function describeError({ code, message, details }: GatewayError): string {
  const { status, excType, messages = [], retryAfter } = details;
  const shown = messages.map(({ title, text, indicator }) => `${title ?? '-'} | ${text} | ${indicator ?? '-'}`);
  const rest = retryAfter === undefined ? '' : ` retryAfter ${retryAfter}`;
  return [`${status} ${code} ${excType ?? '-'}${rest}: ${message}`, ...shown].join('\n    ');
}

function byCase(a: string, b: string): number {
  const key = (line: string) => line.replace(/^(?:v\d+ )+/, '');
  return key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a < b ? -1 : 1;
}
