import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoSite, type FrappeMajor, startDemoSite } from '../../demo/demo-site.ts';
import { asUser } from './site-client.ts';

type User = Parameters<typeof asUser>[1];

/** As seen on real sites of 14.81, 15.101, 16.0.0-dev and 17.0.0-dev. */
describe.for<FrappeMajor>([14, 15, 16, 17])('files of a demo site of v%i', (version) => {
  let site: DemoSite;
  const isNew = version === 17;

  beforeAll(async () => {
    site = await startDemoSite({ version });
  });

  afterAll(() => site.close());

  const upload = (user: User, fields: object) =>
    asUser(site, user).send('POST', '/api/method/upload_file', { ...fields });
  const folder = async (user: User, file_name: string, parent = 'Home') =>
    asUser(site, user).send('POST', '/api/resource/File', { file_name, is_folder: 1, folder: parent });
  const move = (user: User, name: string, from: string, to: string) =>
    asUser(site, user).send('POST', '/api/method/frappe.core.api.file.move_file', {
      file_list: JSON.stringify([{ name }]),
      old_parent: from,
      new_parent: to,
    });
  const setFolder = (user: User, name: string, to: string) =>
    asUser(site, user).send('POST', '/api/method/frappe.client.set_value', {
      doctype: 'File',
      name,
      fieldname: { folder: to },
    });

  async function storePrivate(user: User, name: string): Promise<{ name: string; file_url: string }> {
    const body = new FormData();
    body.append('is_private', '1');
    body.append('file', new Blob([`content of ${name}`]), name);
    const headers = { authorization: site.authorization(user) };
    const response = await fetch(`${site.url}/api/method/upload_file`, { method: 'POST', headers, body });
    return ((await response.json()) as { message: { name: string; file_url: string } }).message;
  }

  test('a private file is for its owner, and for nobody else by its name', async () => {
    const file = await storePrivate('alice', 'own.txt');
    expect((await asUser(site, 'alice').get(`/api/resource/File/${file.name}`)).status).toBe(200);
    expect((await asUser(site, 'bob').get(`/api/resource/File/${file.name}`)).status).toBe(403);
    expect((await upload('bob', { library_file_name: file.name })).status).toBe(403);
    expect(await asUser(site, 'bob').list('File', { filters: { name: file.name } })).toEqual([]);
    expect((await upload('alice', { library_file_name: file.name })).body.message).toMatchObject({
      file_url: file.file_url,
      is_private: 1,
    });
  });

  test('the address of a private file gives it away before v17, and with the own host on v17', async () => {
    const file = await storePrivate('alice', 'secret.txt');
    expect((await upload('bob', { file_url: file.file_url, is_private: 1 })).status).toBe(isNew ? 403 : 200);
    const ownHost = { file_url: `${site.url}${file.file_url}`, is_private: 1, file_name: 'x' };
    expect((await upload('bob', ownHost)).status).toBe(isNew ? 200 : 417);
  });

  test('an address elsewhere is decoded, and stays private from v17 on', async () => {
    const sent = { file_url: 'https://example.com/a%2520b.pdf?s=%252B', is_private: 1 };
    const { body } = await upload('gateway', sent);
    expect(body.message).toMatchObject({
      file_url: 'https://example.com/a%20b.pdf?s=%2B',
      file_name: 'a%20b.pdf?s=%2B',
      is_private: isNew ? 1 : 0,
      file_size: 0,
    });
    const again = await asUser(site, 'gateway').send('POST', '/api/method/frappe.client.set_value', {
      doctype: 'File',
      name: (body.message as { name: string }).name,
      fieldname: { is_private: 1 },
    });
    const kept = version === 14 ? 'https://example.com/a b.pdf?s=+' : 'https://example.com/a%20b.pdf?s=%2B';
    expect(again.body.message).toMatchObject({ is_private: 1, file_url: kept });
    expect((await upload('gateway', { file_url: 'ftp://example.com/x' })).status).toBe(417);
  });

  test('a folder is named by its path, and everything may be one', async () => {
    expect((await folder('alice', 'made')).body.data).toMatchObject({ name: 'Home/made', folder: 'Home' });
    expect((await folder('alice', 'made')).status).toBe(409);
    expect((await folder('bob', 'inside', 'Home/made')).body.data).toMatchObject({ name: 'Home/made/inside' });
    expect((await folder('alice', 'lost', 'Home/none')).status).toBe(417);
    const file = await storePrivate('alice', 'no-folder.txt');
    expect((await folder('alice', 'odd', file.name)).status).toBe(200);
  });

  test('a file moves by its own rights, a folder by those on both folders', async () => {
    await folder('alice', 'one');
    await folder('alice', 'two');
    await folder('alice', 'deep', 'Home/one');
    await folder('gateway', 'other');
    const file = await storePrivate('alice', 'moving.txt');
    expect((await move('alice', file.name, 'Home', 'Home/one')).status).toBe(403);
    expect((await setFolder('bob', file.name, 'Home')).status).toBe(403);
    expect((await setFolder('alice', file.name, 'Home/one/deep')).status).toBe(200);
    expect((await move('alice', 'Home/one/deep', 'Home/one', 'Home/other')).status).toBe(403);
    expect((await move('alice', 'Home/one/deep', 'Home/one', 'Home/two')).status).toBe(200);
    const moved = await asUser(site, 'alice').list('File', {
      fields: ['name', 'folder'],
      filters: { folder: ['like', 'Home/two%'] },
    });
    const paths = [
      ['Home/two/deep', 'Home/two'],
      [file.name, 'Home/two/deep'],
    ];
    expect(moved.map(({ name, folder: at }) => [name, at]).sort()).toEqual(paths.sort());
    expect((await asUser(site, 'alice').send('DELETE', '/api/resource/File/Home%2Ftwo')).status).toBe(417);
  });
});
