import { expect, test } from 'vitest';
import { startDemoSite } from '../../demo/demo-site.ts';
import { readConfig } from '../../src/config.ts';
import { startGateway } from '../../src/gateway.ts';
import { createLeakWatch } from '../support/leak-watch.ts';
import { gatewayEnv, startTestGateway } from '../support/start-gateway.ts';

/** The watch that every other test runs under: it must be able to fail. */
test('a credential in the log fails the test that logged it', async () => {
  await using site = await startDemoSite();
  const watch = createLeakWatch();
  const gateway = await startGateway(readConfig(gatewayEnv(site)), watch.logger);
  watch.follow(gateway);
  await gateway.close();
  expect(() => watch.assertNothingLeaked()).not.toThrow();
  watch.logger.debug({ header: site.authorization('alice') }, 'a careless line');
  expect(() => watch.assertNothingLeaked()).toThrow(/^A credential stands in the log: .*token alicekey0000001:/);
});

test('a credential in an answer fails the test that got it, without showing it', async () => {
  const gateway = await startTestGateway();
  const secret = gateway.site.authorization('alice').split(':')[1] as string;
  await gateway.query(`{ ${secret}: __typename }`, { as: 'alice' });
  const closing = gateway[Symbol.asyncDispose]();
  await expect(closing).rejects.toThrow(/^A credential stands in what the gateway sent: /);
  await expect(closing).rejects.not.toThrow(secret);
});

test('a credential that only the site received is one too', async () => {
  const gateway = await startTestGateway();
  const authorization = 'Bearer some-token-of-nobody-000001';
  await gateway.query('{ shopTags { nodes { name } } }', { as: 'guest', headers: { authorization } });
  await gateway.query('{ x: shopTags(filter: {name: {eq: "some-token-of-nobody-000001"}}) { nodes { name } } }');
  await gateway[Symbol.asyncDispose]();
  const other = await startTestGateway();
  await other.query('{ shopTags { nodes { name } } }', { as: 'guest', headers: { authorization } });
  await other.query('query { __typename @include(if: "some-token-of-nobody-000001") }');
  await expect(other[Symbol.asyncDispose]()).rejects.toThrow('A credential stands in what the gateway sent');
});
