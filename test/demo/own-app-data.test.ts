import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoSite, type FrappeMajor, startDemoSite } from '../../demo/demo-site.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';
import { type AppFolder, doctypeOf, writeApp } from './app-folder.ts';
import { asUser } from './site-client.ts';

type Row = Record<string, unknown>;

const YARD = [
  doctypeOf(
    'Yard Slot',
    [
      ['title', 'Data'],
      ['parts', 'Table', { options: 'Yard Slot Part' }],
    ],
    {
      autoname: 'autoincrement',
    },
  ),
  doctypeOf(
    'Yard Slot Part',
    [
      ['part', 'Data'],
      ['slot', 'Link', { options: 'Yard Slot' }],
    ],
    { istable: 1 },
  ),
  doctypeOf('Yard Booking', [
    ['slot', 'Link', { options: 'Yard Slot', reqd: 1 }],
    ['kind', 'Link', { options: 'DocType' }],
    ['about', 'Dynamic Link', { options: 'kind' }],
    ['parts', 'Table', { options: 'Yard Slot Part' }],
  ]),
  doctypeOf('Bench Update', [
    ['update', 'Data'],
    ['selected', 'Data'],
    ['from_day', 'Date'],
  ]),
  doctypeOf('Create Union Selection', [
    ['order', 'Int'],
    ['table', 'Link', { options: 'Bench Update' }],
  ]),
];

describe.for<FrappeMajor>([14, 15, 16, 17])("a site of somebody's own app on v%i", (version) => {
  let app: AppFolder;
  let site: DemoSite;
  beforeAll(async () => {
    app = writeApp(YARD);
    site = await startDemoSite({ version, doctypeFolders: [app.path] });
  });
  afterAll(async () => {
    await site.close();
    app[Symbol.dispose]();
  });

  const list = (query: Row) => asUser(site, 'gateway').send('POST', '/api/method/frappe.client.get_list', query);
  const rows = async (query: Row) => (await list({ order_by: 'name asc', ...query })).body.message as Row[];

  test('links to numbered documents by their numbers', async () => {
    const names = (await rows({ doctype: 'Yard Slot', limit_page_length: 0 })).map((row) => String(row.name));
    expect(names).toHaveLength(25);
    const bookings = await rows({ doctype: 'Yard Booking', fields: ['name', 'slot'], limit_page_length: 0 });
    expect(names).toEqual(expect.arrayContaining(bookings.map((row) => row.slot)));
    const parts = { doctype: 'Yard Slot Part', parent: 'Yard Slot', fields: ['slot', 'parent'], limit_page_length: 0 };
    for (const part of await rows({ ...parts, filters: { parenttype: 'Yard Slot' } })) {
      expect(names).toEqual(expect.arrayContaining([part.slot, part.parent]));
    }
    const [booking] = bookings;
    expect(
      await rows({ doctype: 'Yard Booking', filters: { slot: Number(booking?.slot), name: booking?.name } }),
    ).toHaveLength(1);
  });

  test('keeps the rows of numbered documents, seeded, created and changed', async () => {
    const gateway = asUser(site, 'gateway');
    for (const name of [1, 18]) {
      const { data } = (await gateway.get(`/api/resource/Yard%20Slot/${name}`)).body as { data: { parts: Row[] } };
      expect(data.parts.length).toBeGreaterThan(0);
      expect(data.parts[0]?.parent).toBe(name);
    }
    const parts = [
      { part: 'wheel', slot: 3 },
      { part: 'axle', slot: '4' },
    ];
    const created = (await gateway.send('POST', '/api/resource/Yard%20Slot', { title: 'New', parts })).body.data as Row;
    const path = `/api/resource/Yard%20Slot/${String(created.name)}`;
    expect((await gateway.send('PUT', path, { title: 'Changed' })).status).toBe(200);
    expect((await gateway.get(path)).body.data).toMatchObject({
      name: created.name,
      title: 'Changed',
      parts: [
        { part: 'wheel', slot: '3', parent: created.name },
        { part: 'axle', slot: '4', parent: created.name },
      ],
    });
    const child = { doctype: 'Yard Slot Part', parent: 'Yard Slot', fields: ['part', 'parent'], order_by: 'idx asc' };
    const found = [
      { part: 'wheel', parent: String(created.name) },
      { part: 'axle', parent: String(created.name) },
    ];
    expect(await rows({ ...child, filters: { parent: ['in', [created.name]] } })).toEqual(found);
    expect(await rows({ ...child, filters: { parent: ['in', [String(created.name)]] } })).toEqual(found);
    await gateway.send('DELETE', path);
    const gone = { doctype: 'Deleted Document', fields: ['deleted_name'], filters: { deleted_doctype: 'Yard Slot' } };
    expect(await rows(gone)).toEqual([{ deleted_name: String(created.name) }]);
  });

  test('stores links to numbered documents as real sites do, plain and dynamic', async () => {
    const gateway = asUser(site, 'gateway');
    const values = { slot: 7, kind: 'Yard Slot', about: 8 };
    const echo = (await gateway.send('POST', '/api/resource/Yard%20Booking', values)).body.data as Row;
    // The echo has the number that was looked up, the stored document its text.
    expect(echo).toMatchObject({ slot: 7, about: 8 });
    const stored = (await gateway.get(`/api/resource/Yard%20Booking/${String(echo.name)}`)).body.data;
    expect(stored).toMatchObject({ slot: '7', about: '8' });
    const refused = await gateway.send('POST', '/api/resource/Yard%20Booking', { ...values, slot: 7.5 });
    expect(refused.status).toBe(417);
  });

  test.for([
    ['Bench Update', '`tabBench Update`.`name` asc'],
    ['Bench Update', '`tabBench Update`.`update` desc, name asc'],
    ['Create Union Selection', '`tabCreate Union Selection`.`order` asc'],
    ['Create Union Selection', '`tabCreate Union Selection`.`table` asc, name asc'],
  ])('sorts %s by %s, which holds words of SQL', async ([doctype, order_by]) => {
    const answer = await list({ doctype, order_by, limit_page_length: 3 });
    expect([answer.status, (answer.body.message as unknown[]).length]).toEqual([200, 3]);
  });

  test('refuses what the old engine refuses in an order, by its characters', async () => {
    if (version === 17) return;
    const message = async (order_by: string) => {
      const { status, body } = await list({ doctype: 'Bench Update', order_by });
      return [status, String(body.exception).replace('frappe.exceptions.ValidationError: ', '')];
    };
    expect(await message('name; drop')).toEqual([417, 'Illegal SQL Query']);
    expect(await message('`größe` asc')).toEqual([417, 'Illegal SQL Query']);
    expect(await message('selected asc, from_day asc')).toEqual([417, 'Cannot use sub-query in order by']);
    const table = 'Please select atleast 1 column from Yard Slot to sort/group';
    expect(await message('`tabYard Slot`.`name` asc')).toEqual([417, table]);
    expect((await message('update asc'))[0]).toBe(500);
    const group = { doctype: 'Bench Update', fields: ['count(name) as n'], order_by: '' };
    expect((await list({ ...group, group_by: '`tabBench Update`.`update`' })).status).toBe(200);
    expect((await list({ ...group, group_by: 'update;' })).status).toBe(417);
  });
});

describe.for<FrappeMajor>([14, 15, 16, 17])("a gateway before a site of somebody's own app on v%i", (version) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    using app = writeApp(YARD);
    gateway = await startTestGateway({ version, doctypeFolders: [app.path] }, { METHODS_FILE: 'none' });
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const ask = async (query: string, variables: Row = {}) => {
    const { data, errors } = await gateway.query(query, { as: 'gateway', variables });
    expect(errors).toBeUndefined();
    return data;
  };

  test('follows links to numbered documents, plain, dynamic and of rows, and keeps their rows', async () => {
    const { yardBookings } = await ask(`{
      yardBookings(first: 100) {
        nodes { slot { name title parts { slot { name } } } about { name } parts { slot { title } } }
      }
    }`);
    expect(yardBookings.nodes).toHaveLength(25);
    for (const { slot, parts } of yardBookings.nodes) {
      expect(slot).toEqual({
        name: expect.stringMatching(/^\d+$/),
        title: `Title ${slot.name}`,
        parts: expect.anything(),
      });
      expect(slot.parts.length).toBeGreaterThan(0);
      for (const row of [...slot.parts]) expect(row.slot.name).toMatch(/^\d+$/);
      for (const row of parts) expect(row.slot.title).toMatch(/^Title \d+$/);
    }
    const create = `mutation ($input: YardBookingInput!) {
      createYardBooking(input: $input) { yardBooking { name slot { title } about { name ... on YardSlot { title } } } }
    }`;
    const input = { slot: '7', kind: 'Yard Slot', about: '8', parts: [{ part: 'axle', slot: '9' }] };
    const { yardBooking } = (await ask(create, { input })).createYardBooking;
    expect(yardBooking).toMatchObject({ slot: { title: 'Title 7' }, about: { name: '8', title: 'Title 8' } });
    const update = `mutation ($name: ID!) {
      updateYardBooking(name: $name, input: { slot: "18" }) { yardBooking { slot { name } parts { slot { title } } } }
    }`;
    expect((await ask(update, { name: yardBooking.name })).updateYardBooking.yardBooking).toEqual({
      slot: { name: '18' },
      parts: [{ slot: { title: 'Title 9' } }],
    });
  });

  test('sorts, filters and pages DocTypes and docfields whose names are words of SQL', async () => {
    const query = `query ($after: String, $unions: String) {
      benchUpdates(first: 10, after: $after, filter: { update: { isSet: true } }, orderBy: [{ update: DESC }]) {
        totalCount nodes { update selected from_day } pageInfo { endCursor }
      }
      createUnionSelections(first: 10, after: $unions, orderBy: [{ table: ASC }, { order: DESC }]) {
        totalCount nodes { name order table { update } } pageInfo { endCursor }
      }
    }`;
    const first = await ask(query);
    const second = await ask(query, {
      after: first.benchUpdates.pageInfo.endCursor,
      unions: first.createUnionSelections.pageInfo.endCursor,
    });
    for (const field of ['benchUpdates', 'createUnionSelections']) {
      const rows = [...first[field].nodes, ...second[field].nodes].map((row) => JSON.stringify(row));
      expect([first[field].totalCount, new Set(rows).size]).toEqual([25, 20]);
    }
  });
});

/** Text of both cases, so that no byte order is the order of the site. */
const WORDS = ['apple', 'Banana', 'cherry', 'Date', 'elder', 'Fig', 'grape', 'Honey'];

describe.for<FrappeMajor>([14, 15, 16, 17])('text of mixed case on v%i', (version) => {
  const label = doctypeOf(
    'Yard Label',
    [
      ['word', 'Data'],
      ['note', 'Small Text'],
    ],
    { autoname: 'field:word' },
  );

  const fill = (site: DemoSite) => {
    site.database.run('DELETE FROM `tabYard Label`');
    for (const [index, word] of WORDS.entries()) {
      site.database.insert('Yard Label', { name: `L${index}`, word, note: index === 4 ? null : `note ${word}` });
    }
  };

  test('is compared as it is sorted, with null made empty too', async () => {
    using app = writeApp([label]);
    await using site = await startDemoSite({ version, doctypeFolders: [app.path] });
    fill(site);
    const words = async (filters: unknown) => {
      const query = { fields: ['word'], filters, order_by: 'word asc', limit_page_length: 0 };
      return (await asUser(site, 'gateway').list('Yard Label', query)).map((row) => row.word);
    };
    expect(await words([])).toEqual(WORDS);
    expect(await words([['word', '>', 'cherry']])).toEqual(WORDS.slice(3));
    expect(await words([['word', '>=', 'DATE']])).toEqual(WORDS.slice(3));
    expect(await words([['word', '<', 'Fig']])).toEqual(WORDS.slice(0, 5));
    expect(await words([['word', '!=', 'FIG']])).toEqual(WORDS.filter((word) => word !== 'Fig'));
    expect(await words([['word', 'not in', ['APPLE', 'honey']]])).toEqual(WORDS.slice(1, 7));
    expect(await words([['word', 'in', ['', 'BANANA']]])).toEqual(['Banana']);
    expect(await words([['note', '>', 'NOTE fig']])).toEqual(['grape', 'Honey']);
    expect(await words([['note', 'not in', ['NOTE FIG']]])).toEqual(WORDS.filter((word) => word !== 'Fig'));
  });

  test('is paged through without a repetition or a loss, forward and backward', async () => {
    using app = writeApp([label]);
    await using gateway = await startTestGateway({ version, doctypeFolders: [app.path] }, { METHODS_FILE: 'none' });
    fill(gateway.site);
    for (const [key, direction] of [
      ['word', 'ASC'],
      ['word', 'DESC'],
      ['note', 'ASC'],
    ] as const) {
      const seen: string[] = [];
      for (let after: string | null = null, turns = 0; turns < 10; turns += 1) {
        const query = `query ($after: String) {
          yardLabels(first: 3, after: $after, orderBy: [{ ${key}: ${direction} }]) {
            nodes { word } pageInfo { hasNextPage endCursor }
          }
        }`;
        const { data, errors } = await gateway.query(query, { as: 'gateway', variables: { after } });
        expect(errors).toBeUndefined();
        seen.push(...data.yardLabels.nodes.map((node: { word: string }) => node.word));
        if (!data.yardLabels.pageInfo.hasNextPage) break;
        after = data.yardLabels.pageInfo.endCursor;
      }
      // Nothing comes before text.
      const sorted = key === 'note' ? ['elder', ...WORDS.filter((word) => word !== 'elder')] : WORDS;
      expect(seen).toEqual(direction === 'ASC' ? sorted : [...WORDS].reverse());
    }
  });
});
