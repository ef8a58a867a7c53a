import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startTestGateway } from '../support/start-gateway.ts';

const FORM = '{ formMeta(doctype: "Shop Order") { fields { fieldname } } }';

test('a credential that the site refuses sees no forms', async () => {
  await using gateway = await startTestGateway();
  const { data, errors } = await gateway.query(FORM, { headers: { authorization: 'token no:body' } });
  expect(data?.formMeta ?? null).toBeNull();
  expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
});

test('a guest sees no forms, and no request is made to find that out', async () => {
  await using gateway = await startTestGateway();
  const { data, errors } = await gateway.query(FORM, { as: 'guest' });
  expect(data?.formMeta ?? null).toBeNull();
  expect(errors?.[0]).toMatchObject({ message: 'Sign in to see forms.', extensions: { code: 'UNAUTHENTICATED' } });
  expect(gateway.site.requests).toEqual([]);
});

test('a docfield that nobody may see is in no form', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'form-meta-'));
  try {
    const file = join(folder, 'config.json');
    await writeFile(file, JSON.stringify({ hide: { fields: ['Shop Order.grand_total'] } }));
    await using gateway = await startTestGateway({}, { SCHEMA_CONFIG_FILE: file });
    const { data } = await gateway.query(FORM, { as: 'alice' });
    const names = data.formMeta.fields.map(({ fieldname }: { fieldname: string }) => fieldname);
    expect(names).toContain('status');
    expect(names).not.toContain('grand_total');
  } finally {
    await rm(folder, { recursive: true });
  }
});
