import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';
import { ConfigError } from '../src/errors.ts';
import { parseMethodsFile } from '../src/metadata/method-catalog.ts';
import { parseSchemaConfig, readSchemaConfig } from '../src/schema/model/schema-config.ts';
import { readSites } from '../src/sites.ts';
import { createProxyTrust } from '../src/trusted-proxies.ts';
import { findUnknownSettings } from '../src/unknown-settings.ts';

const REQUIRED = { FRAPPE_URL: 'https://shop.example', FRAPPE_API_KEY: 'key', FRAPPE_API_SECRET: 's3cret' };

describe('the configuration', () => {
  test('needs only the site and its service account', () => {
    const config = readConfig(REQUIRED);
    expect(config.site.url.href).toBe('https://shop.example/');
    expect(config).toMatchObject({
      port: 4000,
      graphiql: true,
      introspection: 'on',
      suggestsNames: true,
      defaultPageSize: 20,
      maxPageSize: 500,
    });
    expect(Object.isFrozen(config)).toBe(true);
  });

  test.each(['FRAPPE_URL', 'FRAPPE_API_KEY', 'FRAPPE_API_SECRET'])('names %s where it is missing or empty', (name) => {
    for (const value of [undefined, '', ' '])
      expect(() => readConfig({ ...REQUIRED, [name]: value })).toThrow(new ConfigError(`${name} is not set.`));
  });

  test.each([
    ['FRAPPE_URL', 'shop.example', 'FRAPPE_URL: must be an http or https address.'],
    ['FRAPPE_URL', 'ftp://shop.example', 'FRAPPE_URL: must be an http or https address.'],
    ['FRAPPE_PROXY', 'socks5://x', 'FRAPPE_PROXY: must be an http or https address.'],
    ['PUBLIC_URL', 'https://me:pw@api.example', 'PUBLIC_URL: must be an address without user, query and fragment.'],
    ['WEBHOOK_URL', 'https://api.example/?a=1', 'WEBHOOK_URL: must be an address without user, query and fragment.'],
    ['FRAPPE_URL', 'https://shop.example/#x', 'FRAPPE_URL: must be an address without user, query and fragment.'],
    ['METADATA_POLL_SECONDS', '2147484', 'METADATA_POLL_SECONDS: must be at most 2147483.'],
    ['FRAPPE_TIMEOUT_MS', '2147483648', 'FRAPPE_TIMEOUT_MS: must be at most 2147483647.'],
    ['SUBSCRIBER_PING_SECONDS', '1e9', 'SUBSCRIBER_PING_SECONDS: must be at most 2147483.'],
    ['OPERATION_TIMEOUT_MS', '86400001', 'OPERATION_TIMEOUT_MS: must be at most 86400000.'],
    ['KEEP_ALIVE_SECONDS', '9999999', 'KEEP_ALIVE_SECONDS: must be at most 86400.'],
    ['CONNECTION_INIT_SECONDS', '9999999', 'CONNECTION_INIT_SECONDS: must be at most 86400.'],
    ['MAX_COST_CALLS', 'Infinity', /^MAX_COST_CALLS: /],
    ['MAX_COST_ROWS', 'NaN', /^MAX_COST_ROWS: /],
    ['MAX_QUERY_TOKENS', '10_000', 'MAX_QUERY_TOKENS: must be a number.'],
    ['INTROSPECTION', 'False', /^INTROSPECTION: must be one of 0, 1, on, .*\. Did you mean false\?$/],
    ['INTROSPECTION', 'signedin', /^INTROSPECTION: must be one of 0, 1, on, .*\. Did you mean signed-in\?$/],
    [
      'DEBUG_USERS',
      'carol@example.com, guest',
      'DEBUG_USERS: Guest is everybody without a credential. Name users who sign in.',
    ],
    ['PORT', 'x', 'PORT: must be a number.'],
    ['PORT', '65536', 'PORT: must be at most 65535.'],
    ['PORT', '1.5', /^PORT: .*\.$/],
    ['FRAPPE_CONNECTIONS', '0', 'FRAPPE_CONNECTIONS: must be at least 1.'],
    ['FRAPPE_TIMEOUT_MS', '-1', 'FRAPPE_TIMEOUT_MS: must be at least 1.'],
    ['METADATA_POLL_SECONDS', 'often', /^METADATA_POLL_SECONDS: /],
    ['MAX_PAGE_SIZE', '0', 'MAX_PAGE_SIZE: must be at least 1.'],
    ['GRAPHIQL', 'yes', 'GRAPHIQL: must be one of 0, 1, true, false.'],
    ['INTROSPECTION', 'no', /^INTROSPECTION: must be one of 0, 1, on, /],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL: must be one of silent, error, warn, info, debug.'],
    [
      'CORS_ORIGINS',
      'https://app.example/x',
      'CORS_ORIGINS: https://app.example/x is not an origin, such as https://app.example.com.',
    ],
    [
      'CORS_ORIGINS',
      'https://*.app.example',
      'CORS_ORIGINS: https://*.app.example is not an origin, such as https://app.example.com.',
    ],
    ['RATE_LIMIT_PER_SECOND', '0.5', 'RATE_LIMIT_PER_SECOND: must be a whole number.'],
    ['METRICS_TOKEN', 'short', 'METRICS_TOKEN: must have 16 characters or more.'],
    ['CORS_ORIGINS', '*', 'CORS_ORIGINS: * is not an origin, such as https://app.example.com.'],
    ['WEBHOOK_SECRET', 'short', 'WEBHOOK_SECRET: each of them must have 8 characters or more.'],
    ['WEBHOOK_SECRETS', 'long enough, short', 'WEBHOOK_SECRETS: each of them must have 8 characters or more.'],
    ['SESSION_SECRET', 'short', 'SESSION_SECRET: each of them must have 32 characters or more.'],
    ['OAUTH_CLIENT_ID', 'client', 'SESSION_SECRET is not set.'],
    ['FRAPPE_CA_FILE', '/no/such/file.pem', 'FRAPPE_CA_FILE: /no/such/file.pem does not exist.'],
  ])('names %s where it is %j, in one line', (name, value, message) => {
    const error = thrownBy(() => readConfig({ ...REQUIRED, [name]: value }));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).toMatch(
      typeof message === 'string' ? new RegExp(`^${message.replaceAll(/[.*+?()[\]]/g, '\\$&')}$`) : message,
    );
    expect(error.message).not.toContain('\n');
    expect(error.message).not.toContain('s3cret');
  });

  test('reads switches, lists and files', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'gateway-config-')), 'ca.pem');
    writeFileSync(file, 'PEM');
    const config = readConfig({
      ...REQUIRED,
      FRAPPE_CA_FILE: file,
      GRAPHIQL: '0',
      INTROSPECTION: 'false',
      TRUSTED_PROXIES: ' 10.0.0.0/8, ,::1 ',
      SNAPSHOT_FILE: 'off',
      DEFAULT_PAGE_SIZE: '900',
    });
    expect(config).toMatchObject({
      graphiql: false,
      introspection: 'off',
      trustedProxies: ['10.0.0.0/8', '::1'],
      snapshotFile: null,
      defaultPageSize: 500,
    });
    expect(config.site.ca).toBe('PEM');
  });

  test('limits what one caller asks of the site in production, unless settings say otherwise', () => {
    const production = { ...REQUIRED, NODE_ENV: 'production' };
    expect(readConfig(REQUIRED).rateLimit).toBeNull();
    expect(readConfig(production).rateLimit).toEqual({ perSecond: 500, burst: 20_000 });
    expect(readConfig({ ...production, RATE_LIMIT_PER_SECOND: '0' }).rateLimit).toBeNull();
    const own = { RATE_LIMIT_PER_SECOND: '5', RATE_LIMIT_BURST: '50' };
    expect(readConfig({ ...REQUIRED, ...own }).rateLimit).toEqual({ perSecond: 5, burst: 50 });
  });

  test('shows strangers nothing of the schema in production, unless settings say so', () => {
    const production = { ...REQUIRED, NODE_ENV: 'production' };
    const closed = { graphiql: false, introspection: 'signed-in', suggestsNames: false };
    expect(readConfig(production)).toMatchObject(closed);
    expect(readConfig({ ...production, INTROSPECTION: ' ' })).toMatchObject(closed);
    expect(readConfig({ ...production, INTROSPECTION: 'on' })).toMatchObject({ ...closed, introspection: 'on' });
    const open = { GRAPHIQL: '1', INTROSPECTION: 'on', SUGGESTIONS: '1' };
    expect(readConfig({ ...production, ...open })).toMatchObject({ graphiql: true, suggestsNames: true });
    // Messages go to everybody.
    expect(readConfig({ ...REQUIRED, INTROSPECTION: 'signed-in' }).suggestsNames).toBe(false);
  });

  test('reads secrets from files', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'gateway-config-')), 'secret');
    writeFileSync(file, '  from the file \n');
    const { FRAPPE_API_SECRET: _given, ...others } = REQUIRED;
    const env = { ...others, FRAPPE_API_SECRET_FILE: file, WEBHOOK_SECRETS_FILE: file };
    expect(readConfig(env)).toMatchObject({
      account: { apiSecret: 'from the file' },
      webhookSecrets: ['from the file'],
    });
    expect(findUnknownSettings(env)).toEqual([]);
    expect(() => readConfig({ ...env, ...REQUIRED })).toThrow(
      new ConfigError('FRAPPE_API_SECRET and FRAPPE_API_SECRET_FILE are both set. Remove one of them.'),
    );
    expect(() => readConfig({ ...REQUIRED, REDIS_URL_FILE: '/no/such/file' })).toThrow(
      'REDIS_URL_FILE: /no/such/file does not exist.',
    );
    writeFileSync(file, '\n');
    expect(() => readConfig(env)).toThrow(new ConfigError(`FRAPPE_API_SECRET_FILE: ${file} is empty.`));
    const metrics = { ...REQUIRED, METRICS_PORT: '9400', METRICS_TOKEN_FILE: file };
    expect(() => readConfig(metrics)).toThrow(new ConfigError(`METRICS_TOKEN_FILE: ${file} is empty.`));
  });

  test.each(['localhost', '10.0.0', '10.0.0.0/33', '10.0.0.0/x', '::1/129', '10.0.0.0/-1', 'x/8'])(
    'names the trusted proxy %s, which is not an address',
    (entry) => {
      expect(() => createProxyTrust([entry])).toThrow(/TRUSTED_PROXIES|prefix|range/);
    },
  );

  test.each(['10.0.0.0/33', '10.0.0.0/x', '::1/129', '10.0.0.0/-1', '10.0.0.0/8/9'])(
    'names the trusted network %s in one line',
    (entry) => {
      expect(() => createProxyTrust([entry])).toThrow(
        new ConfigError(`TRUSTED_PROXIES: ${entry} is not an IP address or network.`),
      );
      const error = thrownBy(() => readConfig({ ...REQUIRED, TRUSTED_PROXIES: `127.0.0.1, ${entry}` }));
      expect(error).toEqual(new ConfigError(`TRUSTED_PROXIES: ${entry} is not an IP address or network.`));
    },
  );

  test.each(['::ffff:10.0.0.0/8', '::FFFF:a00:0/95', '0:0:0:0:0:ffff:10.0.0.0/24', '::ffff:0:0/0'])(
    'refuses the trusted network %s, which has every IPv4 address in it',
    (entry) => {
      expect(() => readConfig({ ...REQUIRED, TRUSTED_PROXIES: `127.0.0.1, ${entry}` })).toThrow(
        new ConfigError(
          `TRUSTED_PROXIES: ${entry} contains all IPv4 addresses. Write the network as IPv4: 10.0.0.0/8.`,
        ),
      );
    },
  );

  test('takes networks that are written as IPv4 in IPv6', () => {
    const isTrusted = createProxyTrust(['::ffff:10.0.0.0/104', '::ffff:192.168.1.4']);
    const addresses = ['10.1.2.3', '192.168.1.4', '11.1.2.3', '192.168.1.5', '::1'];
    expect(addresses.filter(isTrusted)).toEqual(['10.1.2.3', '192.168.1.4']);
  });
});

describe('variables that are not settings', () => {
  test.each([
    'INTROSPECTON',
    'PERSISTED_OPERATIONS_ONY',
    'RATE_LIMIT_PER_SECONDS',
    'METRICS_TOKN',
    'GRAPHIQ',
    'SCHEMA_CONFIG_FIL',
  ])('end the start if they most likely mean one that protects the gateway: %s', (name) => {
    expect(() => readSites({ ...REQUIRED, [name]: '1' })).toThrow(/Did you mean \w+\? It protects the gateway/);
  });

  test.each(['Production', 'PROD', 'prodution', 'production '])('end the start if NODE_ENV is %j', (given) => {
    expect(() => readConfig({ ...REQUIRED, NODE_ENV: given })).toThrow(/^NODE_ENV: .*Did you mean production\?$/);
    for (const other of ['development', 'test', 'staging', ''])
      expect(readConfig({ ...REQUIRED, NODE_ENV: other }).graphiql).toBe(true);
  });

  test.each(['NODE_EVN', 'NODE_EN', 'NODEENV', 'node_env', 'NODE_ENVS'])(
    'end the start if %s is production',
    (name) => {
      expect(() => readSites({ ...REQUIRED, [name]: 'production' })).toThrow(
        new ConfigError(`${name} sets no defaults. Did you mean NODE_ENV? It protects the gateway: correct it.`),
      );
      expect(() => readSites({ ...REQUIRED, [name]: 'prod' })).toThrow(/Did you mean NODE_ENV\?/);
      // Others' variables may have such names.
      for (const env of [{ [name]: 'development' }, { [name]: 'production', NODE_ENV: 'test' }])
        expect(readSites({ ...REQUIRED, ...env }).unknownSettings).toEqual([]);
    },
  );

  test.each([
    ['FRAPPE_TIMOUT_MS', 'FRAPPE_TIMOUT_MS is not a setting of the gateway. Did you mean FRAPPE_TIMEOUT_MS?'],
    ['FRAPPE_BENCH', 'FRAPPE_BENCH is not a setting of the gateway.'],
    ['INTROSPECTON', 'INTROSPECTON is not a setting of the gateway. Did you mean INTROSPECTION?'],
    ['EVENT_RETENTION_SECS', /Did you mean EVENT_RETENTION_SECONDS\?$/],
    ['trusted_proxies', /Did you mean TRUSTED_PROXIES\?$/],
    ['SITE_FILE', /Did you mean SITES_FILE\?$/],
  ])('are named if they look like one: %s', (name, line) => {
    expect(findUnknownSettings({ ...REQUIRED, [name]: '1', PATH: '/bin' })).toEqual([
      typeof line === 'string' ? line : expect.stringMatching(line),
    ]);
  });

  test('are left alone otherwise', () => {
    const names = ['PATH', 'HOME', 'HOSTNAME', 'NODE_ENV', 'POSTGRES_URL', 'MAX_TOKENS', 'PORTS', 'npm_config_proxy'];
    const ofCluster = ['FRAPPE_SERVICE_HOST', 'FRAPPE_SERVICE_PORT_HTTP', 'FRAPPE_PORT', 'FRAPPE_PORT_8000_TCP_ADDR'];
    const env = Object.fromEntries([...names, ...ofCluster].map((name) => [name, 'x']));
    expect(findUnknownSettings({ ...REQUIRED, ...env })).toEqual([]);
    expect(findUnknownSettings({ ...REQUIRED, REDIS_URI: 'x', REDIS_URL: 'x' })).toEqual([]);
  });
});

describe('a configuration file', () => {
  test.each(['SCHEMA_CONFIG_FILE', 'METHODS_FILE'])('named by %s must be there', async (name) => {
    const config = readConfig({ ...REQUIRED, [name]: '/no/such/file.json' });
    const reading = readSchemaConfig(config.schemaConfigFile, config.methodsFile);
    await expect(reading).rejects.toThrow(new ConfigError(`${name}: /no/such/file.json does not exist.`));
    const none = readConfig({ ...REQUIRED, [name]: 'none' });
    expect(await readSchemaConfig(none.schemaConfigFile, none.methodsFile)).toMatchObject({ fieldNames: 'frappe' });
  });

  test.each([
    ['{"hide": {"fields": ["A.b"]}, "hide": {"fields": []}}', '"hide"'],
    ['{"hide": {"fields": ["A.b"], "f\\u0069elds": []}}', '"fields"'],
    ['{"rename": {"fields": {"A.{": "x", "A.b": "y", "A.{": "z"}}}', '"A.{"'],
  ])('that has a key twice is refused: %s', (text, key) => {
    expect(() => parseSchemaConfig(text, 'f.json')).toThrow(
      new ConfigError(`f.json: the key ${key} appears twice, and only the last one would count. Merge them.`),
    );
    expect(() => parseMethodsFile('{"corrections": {}, "corrections": {}}', 'm.json')).toThrow('"corrections" appears');
  });

  test('may have equal keys in different objects, and keys in its texts', () => {
    const text = '{"hide": {"fields": ["A.\\"fields\\": {"]}, "writable": {"fields": ["fields.hide"]}}';
    expect(parseSchemaConfig(text, 'f.json').writable.fields).toEqual(['fields.hide']);
  });
});

describe('the schema configuration', () => {
  test('may be missing', async () => {
    expect(await readSchemaConfig({ path: '/no/such/gateway.config.json', isRequired: false })).toMatchObject({
      fieldNames: 'frappe',
    });
  });

  test('is named where it is there and cannot be read', async () => {
    const reading = readSchemaConfig({ path: tmpdir(), isRequired: true });
    await expect(reading).rejects.toThrow(new ConfigError(`${tmpdir()} is a folder, not a file.`));
  });

  test.each([
    ['{', /^f\.json is not JSON: /],
    ['[]', /^f\.json: .*object/],
    ['{"nope": 1}', /^f\.json: the key "nope" is unknown$/],
    ['{"inclde": {}}', /^f\.json: the key "inclde" is unknown\. Did you mean include\?$/],
    ['{\n"include":\nx}', /^f\.json is not JSON: /],
    ['{"include": {"doctype": []}}', /^f\.json: include: the key "doctype" is unknown\. Did you mean doctypes\?$/],
    ['{"include": {"doctypes": "Shop Order"}}', /^f\.json: include\.doctypes: .*array/],
    ['{"fieldNames": "snake"}', /^f\.json: fieldNames: must be one of frappe, camelCase$/],
    ['{"rename": {"doctypes": {"Shop Order": "1st"}}}', /^f\.json: rename\.doctypes\.Shop Order: /],
    ['{"rename": {"fields": {"status": "state"}}}', /^f\.json: rename\.fields/],
    ['{"rename": {"fields": {"Shop Order.status": "__state"}}}', /^f\.json: rename → fields → Shop Order\.status: /],
    [
      '{"rename": {"doctypes": {"Item": "Query"}}}',
      /^f\.json: rename\.doctypes\.Item cannot be Query: the gateway has a/,
    ],
    [
      '{"rename": {"doctypes": {"Item": "ItemFilter"}}}',
      /^f\.json: rename\.doctypes\.Item cannot be ItemFilter: .*Filter/,
    ],
    [
      '{"rename": {"doctypes": {"Item": "Item_status"}}}',
      /^f\.json: rename\.doctypes\.Item cannot be Item_status: .*underscore/,
    ],
    ['{"rename": {"fields": {"Item.label": "_meta"}}}', /^f\.json: rename\.fields\.Item\.label cannot be _meta: /],
    ['{"rename": {"fields": {"Item.label": "or"}}}', /^f\.json: rename\.fields\.Item\.label cannot be or: /],
    ['{"hide": {"fields": ["status"]}}', /^f\.json: hide\.fields\.0: /],
    ['{"hide": {"fields": [{"name": "status", "optional": true}]}}', /^f\.json: hide\.fields\.0: /],
    ['{"hide": {"fields": [{"name": "A.b", "optionel": true}]}}', /^f\.json: hide\.fields\.0: .*string/],
    ['{"include": {}}', /^f\.json: include: names nothing\. Leave it out to show everything\.$/],
    ['{"include": {"apps": [], "doctypes": []}}', /^f\.json: include: names nothing\./],
    [
      '{"reports": {"Stock-Ledger": {}, "Stock Ledger": {}}}',
      /^f\.json: reports: "Stock-Ledger" and "Stock Ledger" both have the type Report_StockLedger\. Describe one of them only$/,
    ],
  ])('%s is refused with the place of what is wrong', (text, message) => {
    const error = thrownBy(() => parseSchemaConfig(text, 'f.json'));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain('\n');
  });
});

function thrownBy(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error('Nothing was thrown.');
}
