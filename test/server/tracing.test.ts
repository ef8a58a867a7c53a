import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { type DemoSite, startDemoSite } from '../../demo/demo-site.ts';
import { ConfigError } from '../../src/errors.ts';
import { startTracing } from '../../src/tracing.ts';
import { collectLines } from '../support/gateway-lines.ts';
import { startGatewayProcess } from '../support/gateway-process.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = `00-${TRACE}-b7ad6b7169203331-01`;
const DEEP = 'query Deep { shopOrders(first: 2) { nodes { name customer { customer_name } } } }';

/** Takes spans as an OpenTelemetry collector does, and keeps them as they came. */
async function startCollector() {
  const batches: { headers: IncomingHttpHeaders; path: string; body: Buffer }[] = [];
  const server = createServer(async (request, response) => {
    batches.push({ headers: request.headers, path: request.url ?? '', body: await buffer(request) });
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    batches,
    /** All of it: names of spans stand in protobuf as text, IDs as bytes. */
    received: () => Buffer.concat(batches.map(({ body }) => body)),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function ask(url: string, site: DemoSite, query: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: site.authorization('carol'), ...headers },
    body: JSON.stringify({ query }),
  });
}

const traceparents = (site: DemoSite) => site.requests.map(({ headers }) => String(headers.traceparent));

describe('a gateway with a collector', () => {
  test('sends a span of each operation and of each call, and passes them on to the site', async () => {
    await using collector = await startCollector();
    await using site = await startDemoSite({ scale: 'small' });
    await using gateway = await startGatewayProcess(site, {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=shop',
      OTEL_SERVICE_NAME: 'shop-gateway',
      OTEL_BSP_SCHEDULE_DELAY: '50',
    });
    site.requests.length = 0;
    await ask(gateway.url, site, DEEP, { traceparent: PARENT, tracestate: 'vendor=1' });
    const told = traceparents(site);
    expect(told).toHaveLength(2);
    // Each call has a span of its own in the trace of the caller.
    for (const traceparent of told) expect(traceparent).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`));
    expect(new Set([...told, PARENT]).size).toBe(3);
    expect(site.requests.every(({ headers }) => headers.tracestate === 'vendor=1')).toBe(true);
    const names = ['query Deep', 'list Shop Order', 'list Shop Customer', 'shop-gateway', 'graphql.operation.name'];
    await expect.poll(() => names.filter((name) => !collector.received().includes(name))).toEqual([]);
    const ids = [TRACE, ...told.map((traceparent) => traceparent.split('-')[2] ?? '')];
    for (const id of ids) expect(collector.received().includes(Buffer.from(id, 'hex'))).toBe(true);
    expect(collector.batches[0]).toMatchObject({ path: '/v1/traces', headers: { 'x-tenant': 'shop' } });

    site.requests.length = 0;
    site.fault = () => ({ resetSocket: true });
    await ask(gateway.url, site, '{ shopTags { nodes { name } } }');
    site.fault = undefined;
    await expect.poll(() => collector.received().includes('UPSTREAM_UNAVAILABLE')).toBe(true);
    // Nothing of what was asked, and no credential.
    const credential = site.authorization('carol').replace('token ', '');
    for (const part of [credential, ...credential.split(':')]) expect(collector.received().includes(part)).toBe(false);
  });

  test('answers while the collector is away', async () => {
    await using site = await startDemoSite({ scale: 'small' });
    await using gateway = await startGatewayProcess(site, {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
      OTEL_BSP_SCHEDULE_DELAY: '10',
    });
    for (let time = 0; time < 3; time += 1) expect((await ask(gateway.url, site, DEEP)).status).toBe(200);
  });

  test('samples as the standard variables say', async () => {
    await using collector = await startCollector();
    await using site = await startDemoSite({ scale: 'small' });
    await using gateway = await startGatewayProcess(site, {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_TRACES_SAMPLER: 'parentbased_always_off',
      OTEL_BSP_SCHEDULE_DELAY: '10',
    });
    site.requests.length = 0;
    await ask(gateway.url, site, 'query Unseen { shopTags { nodes { name } } }');
    expect(traceparents(site)).toEqual([expect.stringMatching(/-00$/)]);
    await ask(gateway.url, site, DEEP, { traceparent: PARENT });
    await expect.poll(() => collector.received().includes('query Deep')).toBe(true);
    expect(collector.received().includes('Unseen')).toBe(false);
  });
});

describe('a gateway without a collector', () => {
  test("passes the caller's trace on to the site as it is, and begins none", async () => {
    await using site = await startDemoSite({ scale: 'small' });
    await using gateway = await startGatewayProcess(site);
    site.requests.length = 0;
    await ask(gateway.url, site, DEEP, { traceparent: PARENT });
    expect(traceparents(site)).toEqual([PARENT, PARENT]);
    site.requests.length = 0;
    for (const traceparent of ['', 'x', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`, `${PARENT}\t1`])
      await ask(gateway.url, site, DEEP, { traceparent });
    expect(new Set(traceparents(site))).toEqual(new Set(['undefined']));
  });

  test.each([
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, /^OTEL_EXPORTER_OTLP_PROTOCOL: .*http\/protobuf/],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector' }, 'OTEL_EXPORTER_OTLP_ENDPOINT: must be an http or https address.'],
    [{ OTEL_TRACES_SAMPLER: 'sometimes' }, /^OTEL_TRACES_SAMPLER: must be one of /],
    [{ OTEL_TRACES_SAMPLER_ARG: '2' }, /^OTEL_TRACES_SAMPLER_ARG: must be at most 1\.$/],
    [{ OTEL_BSP_SCHEDULE_DELAY: 'soon' }, /^OTEL_BSP_SCHEDULE_DELAY: /],
  ])('does not start with %j', async (env, message) => {
    const starting = startTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', ...env }, collectLines().logger);
    const error = await starting.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as Error).message).toMatch(message);
  });
});
