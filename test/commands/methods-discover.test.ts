import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type DemoSite, type Fault, startDemoSite } from '../../demo/demo-site.ts';
import { METHODS_DISCOVER } from '../../src/commands/methods-discover.ts';
import { SCHEMA_PRINT } from '../../src/commands/schema-print.ts';
import { ConfigError } from '../../src/errors.ts';
import { gatewayEnv } from '../support/start-gateway.ts';

const SCRIPTS = [
  { name: 'Hello', api_method: 'shop_hello', allow_guest: 1 },
  { name: 'Old', api_method: null, allow_guest: 0 },
];
/** Answers to what no demo site has, by the start of their paths. */
let answers: Record<string, Fault>;
let site: DemoSite;
let folder: string;
let said: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'discover-'));
  site = await startDemoSite({ version: 17, scale: 'small' });
  answers = { '/api/resource/Server Script': json({ data: SCRIPTS }) };
  site.fault = ({ path }) => {
    const decoded = decodeURIComponent(path);
    const key = Object.keys(answers)
      .sort((a, b) => b.length - a.length)
      .find((start) => decoded.startsWith(start));
    return key === undefined ? undefined : answers[key];
  };
  said = [];
  vi.spyOn(console, 'error').mockImplementation((text: string) => void said.push(text));
});

afterEach(async () => {
  vi.restoreAllMocks();
  await site.close();
  await rm(folder, { recursive: true });
});

function json(body: unknown, status = 200): Fault {
  return { status, body: JSON.stringify(body) };
}

async function discover(): Promise<Record<string, unknown>> {
  const out = join(folder, 'methods.json');
  await METHODS_DISCOVER.run(gatewayEnv(site), { out }, []);
  return JSON.parse(await readFile(out, 'utf8')) as Record<string, unknown>;
}

describe('methods discover', () => {
  test('takes Server Scripts of type API, and keeps what a scan has found', async () => {
    const methods = { 'shopfloor.api.add': { args: [] } };
    await writeFile(join(folder, 'methods.json'), JSON.stringify({ methods }));
    const scripts = { shop_hello: { args: [], extraArgs: 'args', allowGuest: true } };
    expect(await discover()).toMatchObject({ methods, scripts });
    expect(said).toEqual([
      '1 Server Scripts of type API.',
      'The site does not list its methods: scan the source of its apps (methods scan).',
    ]);
  });

  test('prints as JSON what it found', async () => {
    const lines: string[] = [];
    vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
    const out = join(folder, 'methods.json');
    await METHODS_DISCOVER.run(gatewayEnv(site), { out, json: true }, []);
    const found = { site: null, file: out, scripts: 1, functions: null, docMethods: null, warnings: [] };
    expect(JSON.parse(lines.join('\n'))).toEqual(found);
  });

  test.each([
    ['methods discover', METHODS_DISCOVER],
    ['schema print', SCHEMA_PRINT],
  ])('%s makes the folders of its file', async (_name, command) => {
    const out = join(folder, 'new/schema/file');
    await command.run(gatewayEnv(site), { out }, []);
    expect(await readFile(out, 'utf8')).toContain(command === SCHEMA_PRINT ? 'type Query' : 'shop_hello');
    await expect(command.run(gatewayEnv(site), { out: join(out, 'file') }, [])).rejects.toThrow(ConfigError);
  });

  test.each([
    [403, 'PermissionError', 'the service account is not allowed to read Server Scripts (role Script Manager)'],
    [404, 'DoesNotExistError', 'the site does not have Server Scripts'],
  ])('says why scripts are missing (%i), and leaves existing ones', async (status, excType, reason) => {
    answers['/api/resource/Server Script'] = json({ exc_type: excType }, status);
    await writeFile(join(folder, 'methods.json'), JSON.stringify({ scripts: { old: {} } }));
    expect(await discover()).toMatchObject({ scripts: { old: { args: [] } } });
    expect(said[0]).toBe(`warning: ${reason}: the scripts in the file are kept.`);
  });

  test('takes the methods of a site that lists them, and asks about those that the list does not describe', async () => {
    const add = {
      path: 'shopfloor.api.add',
      http_methods: ['GET'],
      allow_guest: false,
      docstring: ' Adds. ',
      params: [
        { name: 'a', required: true, default: null, type: 'int' },
        { name: 'b', required: false, default: 2, type: 'int' },
      ],
    };
    const login = { http_methods: ['GET', 'POST', 'PUT', 'DELETE'], allow_guest: true, params: [] };
    Object.assign(answers, {
      '/api/v2/discovery': json({ data: [] }),
      '/api/v2/discovery/method': json({ data: [add, { path: 'shopfloor.api.ping_guest' }] }),
      '/api/v2/discovery/method/shopfloor.api.ping_guest': json({ data: login }),
      '/api/v2/discovery/doctype': json({ data: { methods: [] } }),
      '/api/v2/discovery/doctype/Shop Order': json({ data: { methods: [{ name: 'recalculate', params: [] }] } }),
    });
    expect(await discover()).toMatchObject({
      methods: {
        'shopfloor.api.add': {
          args: [
            { name: 'a', type: 'int', required: true },
            { name: 'b', type: 'int', default: 2 },
          ],
          doc: 'Adds.',
          verbs: ['GET'],
        },
        'shopfloor.api.ping_guest': { args: [], allowGuest: true },
      },
      docMethods: { 'Shop Order': { recalculate: { args: [] } } },
    });
  });

  test('ends with one line where the list has another form', async () => {
    Object.assign(answers, {
      '/api/v2/discovery': json({ data: [] }),
      '/api/v2/discovery/method': json({ data: [{ path: 1 }] }),
    });
    await expect(discover()).rejects.toThrow(
      'methods discover: The site lists its methods in an unknown form (method).',
    );
  });
});
