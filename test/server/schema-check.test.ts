import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GraphQLObjectType, GraphQLSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoSite, startDemoSite } from '../../demo/demo-site.ts';
import { readConfig } from '../../src/config.ts';
import { ConfigError } from '../../src/errors.ts';
import { startGateway, startSites } from '../../src/gateway.ts';
import { buildAlways, type SchemaSource } from '../../src/server/site/shared-schemas.ts';
import { createLeakWatch } from '../support/leak-watch.ts';
import { gatewayEnv } from '../support/start-gateway.ts';
import { until } from '../support/until.ts';

const folder = mkdtempSync(join(tmpdir(), 'gateway-schema-check-'));
const CAMEL = join(folder, 'schema.json');
let site: DemoSite;
beforeAll(async () => {
  writeFileSync(CAMEL, '{ "fieldNames": "camelCase" }');
  site = await startDemoSite({ scale: 'small' });
});
afterAll(async () => {
  await site.close();
  rmSync(folder, { recursive: true });
});

const MESSAGE = 'The schema of this site would not be valid: Type Query must define one or more fields.';

/** Schemas that are right, apart from the one of a site in camel case: none has been found that GraphQL refuses. */
const oneInvalid: SchemaSource = async (model, config, build) => {
  const built = await buildAlways(model, config, build);
  if (config.fieldNames !== 'camelCase') return built;
  return { ...built, schema: new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields: {} }) }) };
};

const ready = async (url: string) => {
  const response = await fetch(`${url}/ready`);
  return [response.status, ((await response.json()) as { status: string }).status];
};

const ask = async (url: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: site.authorization('carol'), ...headers },
    body: JSON.stringify({ query: '{ shopTags(first: 1) { nodes { name } } }' }),
  });
  return { status: response.status, text: await response.text() };
};

describe('the schema of a start', () => {
  test('answers before it is checked, and is ready after it', async () => {
    const gateway = await startGateway(readConfig(gatewayEnv(site)), createLeakWatch().logger);
    try {
      expect(await ready(gateway.url)).toEqual([503, 'starting']);
      expect((await ask(gateway.url)).text).toContain('{"data":{"shopTags":{"nodes":[{"name":');
      await until(async () => (await ready(gateway.url))[0] === 200);
      expect(await ready(gateway.url)).toEqual([200, 'ready']);
    } finally {
      await gateway.close();
    }
  });

  test('ends the gateway if it is not valid', async () => {
    const config = readConfig({ ...gatewayEnv(site), SCHEMA_CONFIG_FILE: CAMEL });
    const gateway = await startGateway(config, createLeakWatch().logger, oneInvalid);
    try {
      const failure = await gateway.failed;
      expect(failure).toBeInstanceOf(ConfigError);
      expect(failure.message).toContain(MESSAGE);
      expect(await ready(gateway.url)).toEqual([503, 'starting']);
    } finally {
      await gateway.close();
    }
  });

  test('ends only its own site if there are several', async () => {
    const watch = createLeakWatch();
    const env = { ...gatewayEnv(site), TRUSTED_PROXIES: '127.0.0.1' };
    const sites = [
      { name: 'right', hosts: [], config: readConfig(env) },
      { name: 'wrong', hosts: [], config: readConfig({ ...env, SCHEMA_CONFIG_FILE: CAMEL }) },
    ];
    const settings = { sites, header: 'x-shop', unknownSettings: [], changedSettings: {} };
    const gateway = await startSites(settings, watch.logger, oneInvalid);
    try {
      await until(() => watch.log.some((line) => line.includes(MESSAGE)));
      await until(async () => (await ask(gateway.url, { 'x-shop': 'wrong' })).status === 503);
      expect((await ask(gateway.url, { 'x-shop': 'wrong' })).text).toContain('UPSTREAM_UNAVAILABLE');
      expect((await ask(gateway.url, { 'x-shop': 'right' })).status).toBe(200);
      await until(async () => (await ready(gateway.url))[0] === 200);
    } finally {
      await gateway.close();
    }
  });
});
