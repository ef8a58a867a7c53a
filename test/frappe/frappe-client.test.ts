import { describe, expect, test } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { CallerToken } from '../../src/frappe/caller-token.ts';
import { createFrappeClient, type FrappeClient, type FrappeClientOptions } from '../../src/frappe/frappe-client.ts';
import type { CallerContext, FinishedCall, FrappeRequest } from '../../src/frappe/frappe-request.ts';
import { type RawHandler, startRawSite } from '../support/raw-site.ts';

const READ: FrappeRequest = { verb: 'GET', path: '/api/method/ping', isRead: true };
const BULK: FrappeRequest = {
  verb: 'POST',
  path: '/api/method/frappe.client.get_list',
  body: { doctype: 'X' },
  isRead: true,
};
const WRITE: FrappeRequest = { verb: 'POST', path: '/api/resource/Shop%20Tag', body: { title: 'X' }, isRead: false };
const UNKNOWN = ' Whether the site carried it out is unknown (outcome: UNKNOWN).';
const PONG = '{"message":"pong"}';

describe('a connection that breaks before the answer', () => {
  const breakFirst: RawHandler = (request, response, count) => {
    if (count === 1) request.socket.resetAndDestroy();
    else response.end(PONG);
  };

  test.each([
    ['a GET', READ],
    ['a POST that only reads', BULK],
  ])('has %s sent once more', async (_what, request) => {
    await using at = await connect(breakFirst);
    await expect(at.send(request)).resolves.toMatchObject({ status: 200, body: { message: 'pong' } });
    expect(at.site.requests).toHaveLength(2);
  });

  test('has a write sent once only, and says that its outcome is unknown', async () => {
    await using at = await connect(breakFirst);
    const error = await failure(at.send(WRITE));
    expect([error.code, error.message]).toEqual(['UPSTREAM_UNAVAILABLE', `The site cannot be reached.${UNKNOWN}`]);
    expect(error.details.outcome).toBe('UNKNOWN');
    expect(at.site.requests).toHaveLength(1);
  });

  test('is an error where it breaks a second time', async () => {
    await using at = await connect((request) => request.socket.resetAndDestroy());
    const error = await failure(at.send(READ));
    expect([error.code, error.message]).toEqual(['UPSTREAM_UNAVAILABLE', 'The site cannot be reached.']);
    expect(at.site.requests).toHaveLength(2);
  });
});

describe('an answer that is cut', () => {
  test.each<[string, RawHandler]>([
    [
      'within its announced length',
      (request, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 });
        response.write('{"message":');
        setTimeout(() => request.socket.destroy(), 20);
      },
    ],
    [
      'between chunks',
      (request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"message":');
        setTimeout(() => request.socket.destroy(), 20);
      },
    ],
  ])('%s is UPSTREAM_CONTRACT', async (_where, handle) => {
    await using at = await connect(handle);
    const error = await failure(at.send(READ));
    expect([error.code, error.message]).toEqual(['UPSTREAM_CONTRACT', "The site's answer was cut short."]);
    const written = await failure(at.send(WRITE));
    expect([written.message, written.details.outcome]).toEqual([
      `The site's answer was cut short.${UNKNOWN}`,
      'UNKNOWN',
    ]);
  });

  test('is never taken for a whole one where fewer bytes than announced are JSON by themselves', async () => {
    await using at = await connect((request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': PONG.length + 5 });
      response.write(PONG);
      setTimeout(() => request.socket.destroy(), 20);
    });
    expect(await failure(at.send(READ))).toBeInstanceOf(GatewayError);
  });

  test('is cut by its own length where more bytes come than announced', async () => {
    await using at = await connect((request) => {
      request.socket.end(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n${PONG}`);
    });
    expect(await failure(at.send(READ))).toBeInstanceOf(GatewayError);
  });
});

describe('an answer whose headers are too long', () => {
  const message = "The headers of the site's answer are too long.";

  test.each([
    ['one', `x-long: ${'x'.repeat(100_000)}\r\n`],
    ['all of them', 'x-many: x\r\n'.repeat(10_000)],
  ])('(%s) is UPSTREAM_CONTRACT, and does not count as that of a dead site', async (_what, lines) => {
    await using at = await connect(
      (request, response, count) => {
        if (count > 2) response.end(PONG);
        else request.socket.end(`HTTP/1.1 200 OK\r\n${lines}content-length: 2\r\n\r\n{}`);
      },
      { breakerFailures: 1 },
    );
    const error = await failure(at.send(READ));
    expect([error.code, error.message]).toEqual(['UPSTREAM_CONTRACT', message]);
    const written = await failure(at.send(WRITE));
    expect([written.code, written.message]).toEqual(['UPSTREAM_CONTRACT', `${message}${UNKNOWN}`]);
    await expect(at.send(READ)).resolves.toMatchObject({ body: { message: 'pong' } });
    expect(at.site.requests).toHaveLength(3);
  });
});

describe('a site that is slow', () => {
  test.each<[string, RawHandler]>([
    ['with the first byte', () => {}],
    [
      'in the middle of the answer',
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"message":');
      },
    ],
  ])('%s is UPSTREAM_TIMEOUT', async (_where, handle) => {
    await using at = await connect(handle, { timeout: 300 });
    const [read, write] = await Promise.all([failure(at.send(READ)), failure(at.send(WRITE))]);
    expect([read.code, read.message]).toEqual(['UPSTREAM_TIMEOUT', 'The site took too long to answer.']);
    expect([write.code, write.message]).toEqual(['UPSTREAM_TIMEOUT', `The site took too long to answer.${UNKNOWN}`]);
    // A second try would double the load of a site that is slow already.
    expect(at.site.requests).toHaveLength(2);
  });
});

describe('an answer that is too long', () => {
  const long = JSON.stringify({ message: 'x'.repeat(2_000) });
  test.each<[string, RawHandler]>([
    ['announced', (_request, response) => response.writeHead(200, { 'content-length': long.length }).end(long)],
    [
      'in chunks',
      (_request, response) => {
        response.writeHead(200);
        response.write(long.slice(0, 900));
        response.end(long.slice(900));
      },
    ],
    [
      'without end',
      (_request, response) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write('x'.repeat(500)), 5);
        response.on('close', () => clearInterval(timer));
      },
    ],
  ])('%s is UPSTREAM_CONTRACT, and its connection is given up', async (_how, handle) => {
    await using at = await connect(handle, { maxAnswerBytes: 1_000 });
    const error = await failure(at.send(READ));
    expect([error.code, error.message]).toEqual(['UPSTREAM_CONTRACT', "The site's answer is longer than 1000 bytes."]);
  });

  test('is taken where it is just as long as allowed', async () => {
    await using at = await connect((_request, response) => response.end(long), { maxAnswerBytes: long.length });
    await expect(at.send(READ)).resolves.toMatchObject({ status: 200 });
  });
});

describe('a page of a proxy', () => {
  test.each([
    [502, 'UPSTREAM_UNAVAILABLE', 'The site cannot be reached at present.'],
    [503, 'UPSTREAM_UNAVAILABLE', 'The site cannot be reached at present.'],
    [504, 'UPSTREAM_TIMEOUT', 'The site took too long.'],
    [500, 'UPSTREAM_ERROR', 'The site failed to answer this request.'],
    [413, 'INVALID', 'The site refused this request.'],
  ])('with status %i is %s, without a word of its HTML', async (status, code, message) => {
    await using at = await connect((_request, response) =>
      response.writeHead(status, { 'content-type': 'text/html' }).end('<html><h1>nginx/1.25.3</h1></html>'),
    );
    const error = await failure(at.send(READ));
    expect([error.code, error.message, error.details]).toEqual([code, message, { status }]);
    // A proxy does not know what became of a write, unless it refused it itself.
    const { outcome } = (await failure(at.send(WRITE))).details;
    expect(outcome).toBe(status >= 500 ? 'UNKNOWN' : undefined);
  });

  test('in the place of an answer to a write leaves its outcome unknown', async () => {
    await using at = await connect((_request, response) => response.end('<html>Welcome!</html>'));
    const { code, details } = await failure(at.send(WRITE));
    expect([code, details]).toEqual(['UPSTREAM_CONTRACT', { status: 200, outcome: 'UNKNOWN' }]);
  });
});

describe('a failure of Frappe itself', () => {
  test.each([
    [500, '{"exc_type":"ZeroDivisionError"}', 'UNKNOWN'],
    [500, '{"exception":"pymysql.err.OperationalError: (2013, \\"Lost connection\\")"}', 'UNKNOWN'],
    [500, 'null', 'UNKNOWN'],
    [503, '{}', 'UNKNOWN'],
    // It takes nothing at present: the write was refused at the door.
    [503, '{"exc_type":"SessionStopped"}', undefined],
    [503, '{"exc_type":"InReadOnlyMode"}', undefined],
    [503, '{"errors":[{"type":"InReadOnlyMode"}]}', undefined],
    [417, '{"exc_type":"ValidationError"}', undefined],
  ])('with status %i and %s leaves the outcome of a write %s', async (status, body, outcome) => {
    await using at = await connect((_request, response) => response.writeHead(status).end(body));
    expect((await failure(at.send(WRITE))).details.outcome).toBe(outcome);
    expect((await failure(at.send(READ))).details.outcome).toBeUndefined();
  });
});

describe('a redirect', () => {
  const METHOD: FrappeRequest = { ...WRITE, path: '/api/method/app.go', isMethod: true };

  test.each([301, 302, 303, 307, 308])('with status %i is UPSTREAM_CONTRACT, and is not followed', async (status) => {
    await using at = await connect((_request, response) =>
      response.writeHead(status, { location: 'https://sso.example.com/?secret=1' }).end(),
    );
    const read = await failure(at.send(READ));
    expect([read.code, read.message, read.details]).toEqual([
      'UPSTREAM_CONTRACT',
      'Expected an answer from the site for /api/method/ping, got a redirect to another address.',
      { status },
    ]);
    expect((await failure(at.send(WRITE))).details).toEqual({ status, outcome: 'UNKNOWN' });
    expect(at.site.requests).toHaveLength(2);
  });

  test('is what a method answers only with the status that Frappe gives it', async () => {
    await using at = await connect((_request, response, count) =>
      response.writeHead(count === 1 ? 302 : 308, { location: '/app' }).end(),
    );
    expect(await at.send(METHOD)).toMatchObject({ redirect: '/app' });
    expect((await failure(at.send(METHOD))).code).toBe('UPSTREAM_CONTRACT');
  });
});

describe('a caller who gives up', () => {
  test('ends the request to the site, too', async () => {
    await using at = await connect(() => {});
    const abort = new AbortController();
    const sent = failure(at.send(READ, { signal: abort.signal }));
    while (at.site.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    abort.abort();
    expect((await sent).message).toBe('The request was aborted.');
    while (at.site.aborted === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(at.site.requests).toHaveLength(1);
  });

  test('before it began sends nothing', async () => {
    await using at = await connect((_request, response) => response.end(PONG));
    const error = await failure(at.send(READ, { signal: AbortSignal.abort() }));
    expect(error.message).toBe('The request was aborted.');
    expect(at.site.requests).toHaveLength(0);
  });
});

describe('a request to the site', () => {
  test('is the credential, the language, the address and nothing else of the caller', async () => {
    await using at = await connect((_request, response) => response.end(PONG), { siteName: 'shop.example' });
    await at.send(BULK, { token: CallerToken.fromApiKey('k', 's'), language: 'de', clientAddress: '10.1.2.3' });
    const { host, 'content-length': _length, ...headers } = at.site.requests[0]?.headers ?? {};
    expect(headers).toEqual({
      accept: 'application/json',
      authorization: 'token k:s',
      'accept-language': 'de',
      'x-forwarded-for': '10.1.2.3',
      'x-frappe-site-name': 'shop.example',
      'content-type': 'application/json',
      connection: 'keep-alive',
    });
    expect(`http://${host}`).toBe(at.site.url);
  });

  test("has no authorization of a guest, and keeps a prefix of the site's address", async () => {
    await using at = await connect((_request, response) => response.end(PONG), {}, '/erp/');
    await at.send(READ);
    expect(at.site.requests[0]?.path).toBe('/erp/api/method/ping');
    expect(at.site.requests[0]?.headers.authorization).toBeUndefined();
  });

  test('is reported once for each request, with the status', async () => {
    const calls: FinishedCall[] = [];
    await using at = await connect((_request, response, count) =>
      response.writeHead(count === 1 ? 200 : 417).end('{}'),
    );
    const observers = [(call: FinishedCall) => calls.push(call)];
    await at.send(READ, { observers });
    await failure(at.send(READ, { observers }));
    expect(calls.map(({ status }) => status)).toEqual([200, 417]);
  });
});

describe('a site that is not there', () => {
  test('is UPSTREAM_UNAVAILABLE', async () => {
    const site = await startRawSite(() => {});
    await site[Symbol.asyncDispose]();
    const client = createFrappeClient(optionsFor(site.url, {}));
    const error = await failure(client.send(READ, { token: CallerToken.guest }));
    expect([error.code, error.message]).toEqual(['UPSTREAM_UNAVAILABLE', 'The site cannot be reached.']);
    // Nothing was sent, so nothing is unknown.
    expect((await failure(client.send(WRITE, { token: CallerToken.guest }))).details).toEqual({});
    await client.close();
  });
});

describe('a credential', () => {
  test('is never printed', () => {
    const token = CallerToken.fromAuthorization('token key:s3cret');
    const shown = [String(token), JSON.stringify({ token }), `${token}`, Object.keys(token).join(), token.fingerprint];
    expect(shown.join()).not.toContain('s3cret');
    expect(token.fingerprint).not.toBe(CallerToken.fromAuthorization('token key:other').fingerprint);
  });
});

interface Connected extends AsyncDisposable {
  site: Awaited<ReturnType<typeof startRawSite>>;
  send(request: FrappeRequest, caller?: Partial<CallerContext>): ReturnType<FrappeClient['send']>;
}

async function connect(
  handle: RawHandler,
  options: Partial<FrappeClientOptions> = {},
  prefix = '',
): Promise<Connected> {
  const site = await startRawSite(handle);
  const client = createFrappeClient(optionsFor(site.url + prefix, options));
  return {
    site,
    send: (request, caller = {}) => client.send(request, { token: CallerToken.guest, ...caller }),
    [Symbol.asyncDispose]: async () => {
      await site[Symbol.asyncDispose]();
      await client.close();
    },
  };
}

function optionsFor(url: string, options: Partial<FrappeClientOptions>): FrappeClientOptions {
  return {
    url: new URL(url),
    connections: 4,
    timeout: 5_000,
    totalTimeout: 10_000,
    breakerFailures: 20,
    retryPercent: 20,
    callsPerCaller: 4,
    maxQueued: { total: 100, perCaller: 100 },
    maxAnswerBytes: 1_000_000,
    maxBufferedBytes: 10_000_000,
    ...options,
  };
}

async function failure(sent: Promise<unknown>): Promise<GatewayError> {
  const error = await sent.then(
    () => new Error('It did not fail.'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof GatewayError) return error;
  throw error;
}
