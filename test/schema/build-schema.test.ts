import { createHook } from 'node:async_hooks';
import { expect, test } from 'vitest';
import { buildSchema } from '../../src/features/build-schema.ts';
import { DEFAULT_SCHEMA_CONFIG } from '../../src/schema/model/schema-config.ts';
import { startTestGateway } from '../support/start-gateway.ts';

test('the schema is built without waiting: no promise, timer or I/O comes of it', async () => {
  await using gateway = await startTestGateway();
  const { site } = gateway.gateway.site.current();
  const started: string[] = [];
  const hook = createHook({ init: (_id, type) => void started.push(type) }).enable();
  const { schema } = buildSchema(site, DEFAULT_SCHEMA_CONFIG);
  const probe = Promise.resolve();
  hook.disable();
  await probe;
  expect(Object.keys(schema.getTypeMap()).length).toBeGreaterThan(500);
  // The probe shows that the hook sees promises.
  expect(started).toEqual(['PROMISE']);
});
