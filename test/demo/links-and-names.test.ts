import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoSite, type FrappeMajor, startDemoSite } from '../../demo/demo-site.ts';
import { asUser } from './site-client.ts';

const ORDER = { customer: 'CUST-00001', order_date: '2026-03-01', items: [{ item: 'ITEM-0002', qty: 1, rate: 10 }] };

/** As measured on real sites of v14 to v17. */
describe.for<FrappeMajor>([14, 15, 16, 17])('a document that is created on v%i', (version) => {
  let site: DemoSite;
  beforeAll(async () => {
    site = await startDemoSite({ version });
  });
  afterAll(() => site.close());

  const create = async (doctype: string, values: Record<string, unknown>) => {
    const path = `/api/resource/${encodeURIComponent(doctype)}`;
    const { status, body } = await asUser(site, 'gateway').send('POST', path, values);
    const messages = JSON.parse(String(body._server_messages ?? '[]')) as string[];
    const message = messages.map((each) => (JSON.parse(each) as { message: string }).message)[0];
    return status === 200 ? (body.data as Record<string, unknown>) : [status, message];
  };

  test.for([
    ['Shop Region', {}, 'Region Name is required'],
    ['Shop Region', { region_name: '  ' }, 'Region Name is required'],
    ['Gender', {}, 'Gender is required'],
    ['Role', { desk_access: 1 }, 'Role Name is required'],
    ['Workflow State', {}, 'State is required'],
    ['Shop Tag', {}, 'Please set the document name'],
    ['Shop Tag', { name: '   ' }, 'Please set the document name'],
    ['Custom Field', { dt: 'Shop Tag', fieldtype: 'Data' }, 'Label is mandatory'],
  ] as const)('as %s of %o has no name', async ([doctype, values, message]) => {
    expect(await create(doctype, values)).toEqual([417, message]);
  });

  test.for([
    ['Gender', { gender: 'a<b' }, "Name cannot contain special characters like '<', '>'"],
    ['Shop Tag', { name: 'a>b' }, "Name cannot contain special characters like '<', '>'"],
    ['Gender', { gender: 'Gender' }, 'Name of Gender cannot be Gender'],
    ['Gender', { gender: 'New Gender 1' }, 'There were some errors setting the name, please contact the administrator'],
    ['Shop Tag', { name: 7 }, 'Invalid name type (integer) for varchar name column'],
  ] as const)('as %s of %o has a name that is refused', async ([doctype, values, message]) => {
    expect(await create(doctype, values)).toEqual([409, message]);
  });

  test('keeps what it is named by without blanks around it', async () => {
    expect(await create('Gender', { gender: '  padded ' })).toMatchObject({ name: 'padded', gender: 'padded' });
    expect(await create('Shop Tag', { name: ' Spare ' })).toMatchObject({ name: 'Spare' });
    expect(await create('Gender', { gender: 17 })).toMatchObject({ name: '17', gender: '17' });
  });

  test('takes the first of its naming series, and parts of the date', async () => {
    expect(await create('Shop Order', ORDER)).toMatchObject({ name: 'SO-2026-00201' });
    expect(await create('Shop Return', { order: 'SO-2026-00003', reason: 'x' })).toMatchObject({ name: 'RET-00013' });
  });

  test('takes the number of an amendment on from that of the amended one', async () => {
    const row = site.database.get("SELECT name FROM `tabShop Order` WHERE docstatus = 2 AND name NOT LIKE '%-1'");
    const first = String(row?.name);
    const amended = { ...ORDER, amended_from: first };
    expect(await create('Shop Order', amended)).toMatchObject({ name: `${first}-1` });
    site.database.update('Shop Order', `${first}-1`, { docstatus: 2 });
    expect(await create('Shop Order', { ...ORDER, amended_from: `${first}-1` })).toMatchObject({ name: `${first}-2` });
  });

  test('names all links that lead nowhere, before anything else that is wrong', async () => {
    const customer = { region: 'nowhere', referred_by: 'nobody' };
    expect(await create('Shop Customer', customer)).toEqual([
      417,
      'Could not find Region: nowhere, Referred By: nobody',
    ]);
    const order = { region: 'nowhere', items: [{ item: 'nothing' }] };
    // Up to v15 links that fields are fetched through are not looked at.
    const rows = version < 16 ? '' : ', Row #1: Item: nothing';
    expect(await create('Shop Order', order)).toEqual([417, `Could not find Region: nowhere${rows}`]);
  });

  test('has its dynamic links checked', async () => {
    const source = 'CUST-00001';
    expect(await create('Shop Order', { ...ORDER, source_type: 'Shop Customer', source: 'nope' })).toEqual([
      417,
      'Could not find Source: nope',
    ]);
    expect(await create('Shop Order', { ...ORDER, source })).toEqual([417, 'Source Type must be set first']);
    const answer = await create('Shop Order', { ...ORDER, source_type: 'Nope', source });
    expect(answer).toEqual(version === 17 ? [404, 'DocType Nope not found'] : [417, 'Source Type must be set first']);
  });

  test('is refused a link to a cancelled document', async () => {
    const row = site.database.get('SELECT name FROM `tabShop Order` WHERE docstatus = 2');
    const order = String(row?.name);
    expect(await create('Shop Return', { order, reason: 'x' })).toEqual([
      417,
      `Cannot link cancelled document: Order: ${order}`,
    ]);
  });

  test('links by the names of its targets, however they are written', async () => {
    const order = { ...ORDER, customer: 'cust-00001', source_type: 'Shop Customer', source: 'cust-00002' };
    const created = await create('Shop Order', { ...order, items: [{ item: 'item-0002', qty: 1, rate: 1 }] });
    expect(created).toMatchObject({ customer: 'CUST-00001', source: 'CUST-00002', customer_name: 'Bolt Works 1' });
    expect(created).toMatchObject({ items: [{ item: 'ITEM-0002', item_name: 'Item 2' }] });
  });
});
