import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startDemoSite } from '../../demo/demo-site.ts';
import { DOCTOR } from '../../src/commands/doctor.ts';
import { WEBHOOKS_SYNC } from '../../src/commands/webhooks-sync.ts';
import { ConfigError } from '../../src/errors.ts';
import { followingGateway } from '../support/event-gateway.ts';
import { startRedis, WITHOUT_REDIS } from '../support/redis-server.ts';
import { gatewayEnv } from '../support/start-gateway.ts';

let printed: string[] = [];

beforeEach(() => {
  printed = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => printed.push(line));
});
afterEach(() => vi.restoreAllMocks());

const RECOMMENDED =
  'warn FRAPPE_SOCKET_URL is not set: by the socket, changes arrive within 0.2 s, by webhooks after 1 to 6 s';
const SET_SOCKET = "     fix: set FRAPPE_SOCKET_URL to the address of the site's socket.io";
const LATER =
  "frappe-graphql start. Later, if you need it: set FRAPPE_SOCKET_URL to the address of the site's socket.io";
const SET_SECRET = '     fix: set WEBHOOK_SECRET to a random text, such as that of "openssl rand -hex 32"';

describe('doctor', () => {
  test('finds that all is well', async () => {
    await using site = await startDemoSite();
    const { env, start } = await followingGateway(site, ['Shop Tag'], { WEBHOOK_SECRET: 'long enough to be one' });
    const gateway = await start();
    const settings = { ...env, WEBHOOK_URL: gateway.url };
    await WEBHOOKS_SYNC.run(settings, {}, []);
    printed = [];
    await DOCTOR.run(settings, {}, []);
    expect(printed).toEqual([
      `ok   Frappe 15.44.2, ${gateway.site.current().site.doctypes.size} DocTypes`,
      'ok   times of the site are in Asia/Kolkata',
      'ok   the service account is gateway@example.com',
      'ok   the service account may read DocType, Shop Tag, Custom DocPerm, Custom Field and 10 more',
      'ok   the site does not have Server Script',
      'ok   every name in the configuration matches',
      RECOMMENDED,
      SET_SOCKET,
      'ok   one webhook secret',
      'ok   the webhooks of the site are as they should be',
      `ok   the gateway answers at ${gateway.url}/`,
      'warn the site does not report whether its background workers run; they send the webhooks',
      `ok   one process keeps events in ${env.EVENT_LOG_FILE}`,
      `next: ${LATER}`,
    ]);
    printed = [];
    await DOCTOR.run(settings, { json: true }, []);
    const { sites, next } = JSON.parse(printed.join('\n'));
    expect(next).toBe(LATER);
    expect(sites[0]).toMatchObject({
      name: null,
      findings: expect.arrayContaining([{ level: 'ok', text: 'one webhook secret', subjects: [], fix: null }]),
    });
    await gateway.close();
  });

  test('reports everything that is missing, and fails', async () => {
    await using site = await startDemoSite();
    const { env } = await followingGateway(site, ['Shop Tag', 'Shop Nothing'], { WEBHOOK_SECRET: '' });
    const settings = {
      ...env,
      EVENT_LOG_FILE: 'off',
      EVENT_POLL_SECONDS: '0',
      REDIS_URL: 'redis://127.0.0.1:9',
      WEBHOOK_URL: 'http://127.0.0.1:9',
    };
    await expect(DOCTOR.run(settings, {}, [])).rejects.toThrow(new ConfigError('4 checks failed.'));
    expect(printed.filter((line) => !line.startsWith('ok'))).toEqual([
      expect.stringMatching(
        /^FAIL the service account cannot read Shop Nothing \(.*\): changes that no webhook announces are not found/,
      ),
      expect.stringMatching(/^ {5}fix: on the site, open \/app\/permission-manager → the DocType, and give a role/),
      expect.stringMatching(
        /^FAIL .*schema\.json: events\.doctypes: "Shop Nothing" is not a DocType of the site\. Did you mean Shop Note\? Correct it/,
      ),
      RECOMMENDED,
      SET_SOCKET,
      'FAIL WEBHOOK_SECRET and FRAPPE_SOCKET_URL are not set and EVENT_POLL_SECONDS is 0: no change is noticed',
      SET_SECRET,
      expect.stringMatching(/^FAIL REDIS_URL: Redis cannot be reached: /),
      '     fix: start Redis, or correct REDIS_URL',
      expect.stringMatching(/^next: on the site, open .* Then run frappe-graphql doctor again\.$/),
    ]);
  });

  test('fails for no way of hearing of changes that somebody has chosen', async () => {
    await using site = await startDemoSite();
    const { env } = await followingGateway(site, ['Shop Tag'], { WEBHOOK_SECRET: '', EVENT_POLL_SECONDS: '3' });
    await DOCTOR.run(env, {}, []);
    expect(printed).toContain('ok   no webhooks: changes are read every 3 s');
    expect(printed.filter((line) => line.startsWith('FAIL'))).toEqual([]);
    printed = [];
    await DOCTOR.run({ ...env, EVENT_POLL_SECONDS: '60' }, {}, []);
    const at = printed.indexOf('warn no webhooks: changes are read every 60 s');
    expect(printed[at + 1]).toBe(SET_SECRET);
  });

  test("reports whether the site's socket can be listened to", async () => {
    await using site = await startDemoSite();
    const { env } = await followingGateway(site, ['Shop Tag'], { WEBHOOK_SECRET: '' });
    await DOCTOR.run({ ...env, FRAPPE_SOCKET_URL: site.url }, {}, []);
    expect(printed).toContain(`ok   the site's socket answers at ${site.url}`);
    expect(printed).toContain("ok   no webhooks: the site's socket announces changes");
    printed = [];
    // As `init` writes it, for webhooks that may be set up later.
    await DOCTOR.run({ ...env, FRAPPE_SOCKET_URL: site.url, WEBHOOK_SECRET: 'long enough to be one' }, {}, []);
    expect(printed).toContain("ok   no webhooks: the site's socket announces changes");
    printed = [];
    const away = DOCTOR.run({ ...env, FRAPPE_SOCKET_URL: 'http://127.0.0.1:9' }, {}, []);
    await expect(away).rejects.toThrow(new ConfigError('1 check failed.'));
    expect(printed).toContainEqual(
      expect.stringMatching(/^FAIL FRAPPE_SOCKET_URL: the site's socket cannot be listened to: /),
    );
    // Nothing announces changes then.
    expect(printed.join('\n')).not.toContain('no webhooks');
  });

  test('asks for the address of the gateway once, as the next step', async () => {
    await using site = await startDemoSite();
    const { env } = await followingGateway(site, ['Shop Tag'], { WEBHOOK_SECRET: 'long enough to be one' });
    await expect(DOCTOR.run(env, {}, [])).rejects.toThrow(new ConfigError('1 check failed.'));
    const fix = 'set WEBHOOK_URL to the address by which the site reaches the gateway';
    const at = printed.indexOf('FAIL WEBHOOK_URL is not set: the site does not know where to send webhooks');
    expect(printed[at + 1]).toBe(`     fix: ${fix}`);
    expect(printed.filter((line) => line.includes('WEBHOOK_URL')).length).toBe(3);
    expect(printed.at(-1)).toBe(`next: ${fix}. Then run frappe-graphql doctor again.`);
  });

  test('gathers what it finds of many DocTypes', async () => {
    await using site = await startDemoSite();
    const followed = ['Shop Tag', 'Shop Order', 'Shop Item', 'Shop Customer', 'Shop Region', 'Shop Note'];
    const { env } = await followingGateway(site, followed, {
      WEBHOOK_SECRET: 'long enough to be one',
      WEBHOOK_URL: site.url,
    });
    await expect(DOCTOR.run(env, {}, [])).rejects.toThrow(new ConfigError('1 check failed.'));
    const needed = printed.filter((line) => line.startsWith('FAIL'));
    expect(needed).toEqual([
      expect.stringMatching(/^FAIL the webhooks of the site need changes: create \S+ of Shop Tag, .* and \d\d more$/),
    ]);
    expect(printed.filter((line) => line === '     fix: frappe-graphql webhooks sync')).toHaveLength(1);
    expect(printed).toContain('ok   the service account may read DocType, Shop Tag, Shop Order, Shop Item and 15 more');
    expect(printed.at(-1)).toBe('next: frappe-graphql webhooks sync. Then run frappe-graphql doctor again.');
  });

  test('reports wrong webhooks, and a short secret', async () => {
    await using site = await startDemoSite();
    const { env } = await followingGateway(site, ['Shop Tag'], { WEBHOOK_URL: 'http://127.0.0.1:9' });
    await WEBHOOKS_SYNC.run(env, {}, []);
    site.database.run('UPDATE "tabWebhook" SET enabled = 0 WHERE webhook_docevent = \'on_change\'');
    printed = [];
    await expect(DOCTOR.run(env, {}, [])).rejects.toThrow(new ConfigError('1 check failed.'));
    expect(printed).toContain('FAIL the webhooks of the site need changes: repair on_change of Shop Tag: enabled');
    expect(printed).toContain('warn one webhook secret, but not all of 16 characters: they can be guessed');
  });

  test('does not say twice that the gateway has to be started', async () => {
    await using site = await startDemoSite();
    const { env } = await followingGateway(site, ['Shop Tag'], { WEBHOOK_SECRET: 'long enough to be one' });
    const settings = { ...env, WEBHOOK_URL: 'http://127.0.0.1:9', FRAPPE_SOCKET_URL: site.url };
    await WEBHOOKS_SYNC.run(settings, {}, []);
    printed = [];
    await DOCTOR.run(settings, {}, []);
    const at = printed.indexOf('warn no gateway answers at http://127.0.0.1:9/, as seen from here');
    expect(printed[at + 1]).toBe('     fix: frappe-graphql start, or correct WEBHOOK_URL');
    expect(printed.at(-1)).toBe('next: frappe-graphql start');
  });

  test.each([15, 17] as const)('accepts an account of v%i that is not System Manager', async (version) => {
    await using site = await startDemoSite({ version });
    const folder = await mkdtemp(join(tmpdir(), 'doctor-'));
    const envOf = async (config: object) => {
      const SCHEMA_CONFIG_FILE = join(folder, 'schema.json');
      await writeFile(SCHEMA_CONFIG_FILE, JSON.stringify(config));
      const [key = '', secret = ''] = site.authorization('alice').replace('token ', '').split(':');
      return {
        ...gatewayEnv(site),
        METHODS_FILE: 'none',
        SCHEMA_CONFIG_FILE,
        FRAPPE_API_KEY: key,
        FRAPPE_API_SECRET: secret,
      };
    };
    await DOCTOR.run(await envOf({ include: { doctypes: ['Shop Order', 'Shop Customer'] } }), {}, []);
    expect(printed).toContain(
      'ok   the service account is not System Manager: of each of 2 DocTypes in include.doctypes, it reads the metadata alone',
    );
    expect(printed.filter((line) => line.startsWith('FAIL'))).toEqual([]);

    printed = [];
    const following = { include: { doctypes: ['Shop Order'] }, events: { doctypes: ['Shop Customer'] } };
    const settings = { ...(await envOf(following)), WEBHOOK_SECRET: 'long enough to be one', WEBHOOK_URL: site.url };
    await DOCTOR.run(settings, {}, []);
    expect(printed).toContain(
      'warn the service account is not allowed to read Webhook: webhooks sync cannot set up webhooks',
    );

    printed = [];
    await expect(DOCTOR.run(await envOf({}), {}, [])).rejects.toThrow(new ConfigError('1 check failed.'));
    expect(printed).toContainEqual(
      expect.stringMatching(
        /^ {5}fix: on the site, open \/app\/user .* tick the role System Manager; or name DocTypes/,
      ),
    );
    expect(printed).toContainEqual(expect.stringMatching(/^FAIL the service account is not allowed to read DocType: /));
  });

  test('reports a site that is unreachable, and one that refuses the account', async () => {
    await using site = await startDemoSite();
    const { env } = await followingGateway(site, []);
    await expect(DOCTOR.run({ ...env, FRAPPE_URL: 'http://127.0.0.1:9' }, {}, [])).rejects.toThrow(ConfigError);
    expect(printed[0]).toBe(
      'FAIL FRAPPE_URL: http://127.0.0.1:9/ cannot be reached (connect ECONNREFUSED 127.0.0.1:9).',
    );
    expect(printed[1]).toMatch(/^ +fix: start the site, or correct FRAPPE_URL/);
    printed = [];
    await expect(DOCTOR.run({ ...env, FRAPPE_API_SECRET: 'wrong' }, {}, [])).rejects.toThrow(ConfigError);
    expect(printed[0]).toMatch(/^FAIL FRAPPE_API_KEY, FRAPPE_API_SECRET: /);
  });

  test.skipIf(WITHOUT_REDIS)(`looks at the Redis${WITHOUT_REDIS ? ` (skipped: ${WITHOUT_REDIS})` : ''}`, async () => {
    await using redis = await startRedis();
    await using site = await startDemoSite();
    const { env } = await followingGateway(site, []);
    await DOCTOR.run({ ...env, REDIS_URL: redis.url }, {}, []);
    expect(printed.at(-2)).toMatch(/^ok {3}events are shared through Redis \d+\.\d+/);
    expect(printed).toContain(
      'warn events.doctypes names no DocType: subscriptions report only changes of webhooks that were made by hand',
    );
  });
});
