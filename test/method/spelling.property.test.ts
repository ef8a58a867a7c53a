import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway({ version: 15 });
});

afterAll(() => gateway[Symbol.asyncDispose]());

const CALL = `mutation ($path: String!, $args: JSON) { callMethod(path: $path, args: $args) { result } }`;
const DOC_CALL = `mutation ($doctype: String!, $name: ID, $method: String!) {
  callDocMethod(doctype: $doctype, name: $name, method: $method) { result }
}`;

const pieces = fc.constantFrom(
  ...['frappe', 'handler', 'login', 'logout', 'upload_file', 'run_doc_method', 'shopfloor', 'api', 'not_whitelisted'],
  ...[
    '.',
    '..',
    '/',
    '\\',
    '%2e',
    '%2F',
    '?cmd=login',
    '#',
    '&',
    ' ',
    '\n',
    '\0',
    '．',
    'é',
    '__class__',
    'resource',
    'v2',
  ],
);
const spelling = fc.array(pieces, { minLength: 1, maxLength: 7 }).map((parts) => parts.join(''));
const argumentName = fc.oneof(
  fc.constantFrom('cmd', 'sid', 'a', 'CMD', 'cmd ', 'data', '__proto__', 'run_method'),
  fc.string(),
);

test('no spelling of a path leads to another address than that of its method, or past what is never called', async () => {
  await fc.assert(
    fc.asyncProperty(spelling, async (path) => {
      gateway.site.requests.length = 0;
      await gateway.query(CALL, { variables: { path } });
      const [request, ...more] = gateway.site.requests;
      expect(more).toEqual([]);
      if (request === undefined) return;
      expect(request.path).toBe(`/api/method/${path}`);
      expect(path).toMatch(/^\w+(?:\.\w+)+$/);
      expect(path).not.toMatch(/^frappe\..*(?:login|logout|upload_file|run_doc_method)$/);
    }),
    { numRuns: 150 },
  );
});

test('no name of an argument makes Frappe run another method or change the session', async () => {
  await fc.assert(
    fc.asyncProperty(fc.dictionary(argumentName, fc.constantFrom('login', 1, null)), async (args) => {
      gateway.site.requests.length = 0;
      await gateway.query(CALL, { variables: { path: 'shopfloor.api.ping_guest', args } });
      const [request] = gateway.site.requests;
      const isReserved = Object.hasOwn(args, 'cmd') || Object.hasOwn(args, 'sid');
      expect(request?.path).toBe(isReserved ? undefined : '/api/method/shopfloor.api.ping_guest');
      if (request) expect(Object.keys(JSON.parse(request.body) as object)).not.toEqual(expect.arrayContaining(['cmd']));
    }),
    { numRuns: 80 },
  );
});

test('a method of a document is only ever asked for as such', async () => {
  await fc.assert(
    fc.asyncProperty(spelling, fc.oneof(fc.constant('SO-2026-00002'), fc.string()), async (method, name) => {
      gateway.site.requests.length = 0;
      await gateway.query(DOC_CALL, { variables: { doctype: 'Shop Order', name, method } });
      for (const { path, body } of gateway.site.requests) {
        expect(path).toBe('/api/method/run_doc_method');
        expect(JSON.parse(body)).toEqual({ dt: 'Shop Order', dn: name, method });
        expect(method).toMatch(/^[A-Za-z_]\w*$/);
      }
    }),
    { numRuns: 80 },
  );
});
