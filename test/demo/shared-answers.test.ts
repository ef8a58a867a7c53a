import { expect, test } from 'vitest';
import { type DemoSite, startDemoSite } from '../../demo/demo-site.ts';
import type { DemoUserName } from '../../demo/seed/demo-users.ts';

const PATH = `/api/resource/DocType?fields=["name","description"]&filters=[["name","=","Shop Tag"]]`;

async function read(site: DemoSite, user: DemoUserName = 'gateway') {
  const response = await fetch(site.url + PATH, { headers: { authorization: site.authorization(user) } });
  return { status: response.status, rows: ((await response.json()) as { data?: { description: string }[] }).data };
}

test('sites that start from the same image answer alike, and each by its own database once it has changed', async () => {
  await using one = await startDemoSite();
  await using other = await startDemoSite();
  const before = await read(one);
  expect(before.rows).toHaveLength(1);
  expect(await read(other)).toEqual(before);

  other.database.update('DocType', 'Shop Tag', { description: 'Changed' });
  expect((await read(other)).rows?.[0]?.description).toBe('Changed');
  expect(await read(one)).toEqual(before);

  one.database.define('ALTER TABLE tabDocType RENAME COLUMN description TO other');
  expect((await read(one)).status).toBe(500);
  one.reset();
  expect(await read(one)).toEqual(before);
});

test('callers have their own answers', async () => {
  await using site = await startDemoSite();
  expect((await read(site)).status).toBe(200);
  expect((await read(site, 'alice')).status).toBe(403);
  site.database.update('User', 'gateway@example.com', { api_secret: 'another' });
  expect((await read(site)).status).toBe(401);
});
