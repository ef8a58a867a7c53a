import { afterEach, describe, expect, test } from 'vitest';
import type { DemoSite, FrappeMajor } from '../../demo/demo-site.ts';
import type { DemoUser } from '../support/start-gateway.ts';
import { useGateway } from '../support/use-gateway.ts';
import { sendForm } from './send-form.ts';

const CUSTOMER = { doctype: 'Shop Customer', name: 'CUST-00001', field: 'contract' };
const UPLOAD = `mutation ($file: Upload!, $attachTo: AttachTo, $folder: String) {
  uploadFile(file: $file, attachTo: $attachTo, folder: $folder) { file { name url folder } }
}`;
const REPLACE = `mutation ($name: ID!, $file: Upload!) {
  replaceFile(name: $name, file: $file) { replacedName file { name url isPrivate attachedToName } }
}`;
const ATTACH_URL = `mutation ($url: String!, $attachTo: AttachTo!) {
  attachUrl(url: $url, attachTo: $attachTo) { file { name url } messages { text } }
}`;

describe.for<FrappeMajor>([14, 15, 16, 17])('files of a v%i site that are replaced and linked', (version) => {
  const started = useGateway({ version }, {}, addPictureOfItem);

  afterEach(() => {
    started.site.fault = undefined;
  });

  async function store(name: string, attachTo: object | null = CUSTOMER, as: DemoUser = 'gateway') {
    const files = { 0: { content: `content of ${name}`, name } };
    const answer = await sendForm(started, { query: UPLOAD, variables: { file: null, attachTo }, files, as });
    expect(answer.errors).toBeUndefined();
    started.site.requests.length = 0;
    return answer.data.uploadFile.file as { name: string; url: string };
  }

  const replace = (name: string, fileName: string, as: DemoUser = 'gateway') =>
    sendForm(started, {
      query: REPLACE,
      variables: { file: null, name },
      files: { 0: { content: `content of ${fileName}`, name: fileName } },
      as,
    });

  const paths = () => started.site.requests.map(({ method, path }) => `${method} ${path.split('?')[0]}`);

  const contract = async () => {
    const { data } = await started.query('{ shopCustomer(name: "CUST-00001") { contract { url } } }', {
      as: 'gateway',
    });
    return data.shopCustomer.contract.url;
  };

  test('the new file is stored before the docfield names it, and the old one goes last', async () => {
    const old = await store('first.txt');
    const answer = await replace(old.name, 'second.txt');
    expect(answer).toMatchObject({
      data: { replaceFile: { replacedName: old.name, file: { url: '/private/files/second.txt', isPrivate: true } } },
      extensions: { cost: { calls: 11 } },
    });
    expect(paths()).toEqual([
      'GET /api/method/frappe.client.get',
      'GET /api/method/frappe.client.has_permission',
      'GET /api/method/frappe.client.has_permission',
      'GET /api/method/frappe.client.get',
      'POST /api/method/upload_file',
      'POST /api/method/frappe.client.set_value',
      `DELETE /api/resource/File/${old.name}`,
    ]);
    expect(await contract()).toBe('/private/files/second.txt');
  });

  test('a docfield that names another file by now is left alone', async () => {
    const old = await store('earlier.txt');
    const current = await store('current.txt');
    const answer = await replace(old.name, 'replacement.txt');
    expect(answer.data.replaceFile.replacedName).toBe(old.name);
    expect(paths()).not.toContain('POST /api/method/frappe.client.set_value');
    expect(await contract()).toBe(current.url);
  });

  test('child rows name the new file, too', async () => {
    const order = draftWithRows(started.site);
    const old = await store('part.txt', { doctype: 'Shop Order', name: order });
    const pictures = async () => {
      const query = `{ shopOrder(name: "${order}") { items { name custom_picture { url } } } }`;
      const { data } = await started.query(query, { as: 'gateway' });
      return data.shopOrder.items as { name: string; custom_picture: { url: string } | null }[];
    };
    const rows = await pictures();
    for (const { name } of rows.slice(0, 2)) {
      started.site.database.update('Shop Order Item', name, { custom_picture: old.url });
    }
    const answer = await replace(old.name, 'better-part.txt');
    expect(answer.errors).toBeUndefined();
    const { url } = answer.data.replaceFile.file;
    expect(answer.data.replaceFile.replacedName).toBe(old.name);
    expect(paths().filter((path) => path.endsWith('set_value'))).toHaveLength(2);
    expect((await pictures()).map((row) => row.custom_picture?.url)).toEqual(
      rows.map((_row, index) => (index < 2 ? url : undefined)),
    );
  });

  test('a document with too many rows of the file is refused before anything is stored', async () => {
    const order = draftWithRows(started.site);
    const old = await store('many.txt', { doctype: 'Shop Order', name: order });
    const { database } = started.site;
    const [row] = database.all('SELECT * FROM `tabShop Order Item` WHERE parent = ?', [order]);
    const rows = Array.from({ length: 6 }, (_, index) => ({ ...row, name: `many-${index}`, custom_picture: old.url }));
    database.insertMany('Shop Order Item', rows);
    const { errors } = await replace(old.name, 'never.txt');
    for (const { name } of rows) database.delete('Shop Order Item', name);
    expect(errors).toMatchObject([
      {
        message: `Shop Order ${order} names the file in 6 places, and at most 5 can be changed.`,
        extensions: { code: 'BAD_USER_INPUT', field: 'name' },
      },
    ]);
    expect(paths().some((path) => !path.startsWith('GET'))).toBe(false);
  });

  test('the old file stays if the docfield cannot be set, or if the site keeps it', async () => {
    const old = await store('kept.txt');
    started.site.fault = ({ path }) =>
      path.startsWith('/api/method/frappe.client.set_value')
        ? { status: 417, body: '{"exc_type":"ValidationError"}' }
        : undefined;
    const unset = await replace(old.name, 'unset.txt');
    expect(unset.errors).toMatchObject([{ path: ['replaceFile', 'replacedName'], extensions: { code: 'INVALID' } }]);
    expect(unset.data.replaceFile).toMatchObject({ replacedName: null, file: { attachedToName: 'CUST-00001' } });
    expect(paths().some((path) => path.startsWith('DELETE'))).toBe(false);

    started.site.fault = ({ method }) =>
      method === 'DELETE' ? { status: 417, body: '{"exc_type":"ValidationError"}' } : undefined;
    const guarded = await replace(old.name, 'guarded.txt');
    expect(guarded.errors).toMatchObject([{ path: ['replaceFile', 'replacedName'], extensions: { code: 'INVALID' } }]);
    expect(guarded.data.replaceFile.file.url).toBe('/private/files/guarded.txt');
  });

  test('nothing is sent of a file that the caller cannot delete, of a folder, and of none', async () => {
    const old = await store('owned.txt', null);
    const codes = [];
    for (const name of [old.name, 'Home/Attachments', 'none', ' ']) {
      const { errors } = await replace(name, 'x.txt', 'bob');
      codes.push(errors?.[0]?.extensions.code);
    }
    expect(codes).toEqual(['FORBIDDEN', 'BAD_USER_INPUT', 'NOT_FOUND', 'BAD_USER_INPUT']);
    expect(paths()).not.toContain('POST /api/method/upload_file');
  });

  test('a file goes into a folder, and into nothing that is none', async () => {
    const file = { 0: { content: 'x', name: 'in-folder.txt' } };
    const send = (folder: string) =>
      sendForm(started, { query: UPLOAD, variables: { file: null, folder }, files: file, as: 'alice' });
    const answer = await send('Home/Attachments');
    expect(answer.data.uploadFile.file.folder).toBe('Home/Attachments');
    for (const folder of [answer.data.uploadFile.file.name, 'Home/none', '']) {
      const { errors } = await send(folder);
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'folder' });
    }
    expect(paths().filter((path) => path.endsWith('upload_file'))).toHaveLength(1);
  });

  test('an address is attached to a further document like a file, and stays private', async () => {
    const variables = { url: 'https://example.com/a%2Bb.txt', attachTo: { ...CUSTOMER, field: null } };
    const first = await started.query(ATTACH_URL, { as: 'gateway', variables });
    expect(first.errors).toBeUndefined();
    const query = `mutation ($name: ID!, $attachTo: AttachTo!) {
      attachFile(name: $name, attachTo: $attachTo) { file { url fileName isPrivate attachedToName } }
    }`;
    const attachTo = { doctype: 'Shop Customer', name: 'CUST-00002' };
    const { name, url } = first.data.attachUrl.file;
    const { data } = await started.query(query, { as: 'gateway', variables: { name, attachTo } });
    expect(data.attachFile.file).toEqual({ url, fileName: 'a+b.txt', isPrivate: true, attachedToName: 'CUST-00002' });
  });

  test('a picture of no size is refused before any call', async () => {
    const query = `mutation ($file: Upload!, $size: PictureSize) { uploadFile(file: $file, shrinkTo: $size) { file { name } } }`;
    for (const size of [
      { maxWidth: 0, maxHeight: 10 },
      { maxWidth: 10, maxHeight: 10_001 },
    ]) {
      const files = { 0: { content: 'x', name: 'x.png' } };
      const { errors } = await sendForm(started, { query, variables: { file: null, size }, files });
      const field = size.maxWidth === 0 ? 'shrinkTo.maxWidth' : 'shrinkTo.maxHeight';
      expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field });
    }
    expect(paths()).toEqual([]);
  });

  test('an address that the site leaves public is reported as such', async () => {
    started.site.fault = ({ path }) =>
      path.startsWith('/api/method/frappe.client.set_value')
        ? { status: 403, body: '{"exc_type":"PermissionError"}' }
        : undefined;
    const variables = { url: 'https://example.com/a.txt', attachTo: { ...CUSTOMER, field: null } };
    const { data, errors } = await started.query(ATTACH_URL, { as: 'gateway', variables });
    if (version === 17) expect(data.attachUrl.messages).toEqual([]);
    else {
      expect(errors?.[0]?.message).toMatch(/^The address is attached as File \w+, and is not private: /);
      expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
  });

  test.for([
    'ftp://example.com/a.txt',
    'javascript:alert(1)',
    '/private/files/a.txt',
    'https://example.com/private/files/a.txt',
    'https://example.com/files/..%2f..%2fprivate%2ffiles/a.txt',
    'https://example.com/%25252570rivate/files/a.txt',
    'https://example.com\\private\\files\\a.txt',
  ])('the address %s is refused before any call', async (url) => {
    const { errors } = await started.query(ATTACH_URL, { as: 'gateway', variables: { url, attachTo: CUSTOMER } });
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'url' });
    expect(paths()).toEqual([]);
  });
});

/** An order that can be changed, with several rows. */
function draftWithRows({ database }: DemoSite): string {
  const rows = 'SELECT parent, COUNT(*) AS rows FROM `tabShop Order Item` WHERE docstatus = 0 GROUP BY parent';
  return String(database.get(`SELECT parent FROM (${rows}) WHERE rows > 2 ORDER BY parent`)?.parent);
}

/** The shop has no child row with a file. */
function addPictureOfItem({ database }: DemoSite): void {
  database.insert('Custom Field', {
    name: 'Shop Order Item-custom_picture',
    dt: 'Shop Order Item',
    fieldname: 'custom_picture',
    label: 'Picture',
    fieldtype: 'Attach',
  });
  database.define('ALTER TABLE `tabShop Order Item` ADD COLUMN custom_picture TEXT');
}
