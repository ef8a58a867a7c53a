import { describe, expect, test } from 'vitest';
import type { FrappeMajor } from '../../demo/demo-site.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';
import { doctypeOf, writeApp } from './app-folder.ts';

type Row = Record<string, unknown>;

const SUBMITTABLE = { is_submittable: 1 };

/** An app whose DocTypes need those of others: mandatory links, tables, and fields that are fetched. */
const FLEET = [
  doctypeOf(
    'Fleet Trip',
    [
      ['company', 'Link', { options: 'Fleet Company', reqd: 1 }],
      ['driver', 'Link', { options: 'Driver', reqd: 1 }],
      ['driver_phone', 'Data', { fetch_from: 'driver.phone', reqd: 1 }],
      ['company_city', 'Small Text', { fetch_from: 'company.address.city' }],
      ['outstanding', 'Currency', { fetch_from: 'payment_amount' }],
      ['payer_type', 'Select', { options: 'Fleet Company\nPayer' }],
      ['payer', 'Dynamic Link', { options: 'payer_type' }],
      ['about_type', 'Link', { options: 'DocType', fetch_from: 'driver.kind' }],
      ['about', 'Dynamic Link', { options: 'about_type' }],
      ['ledger', 'Link', { options: 'Ledger', reqd: 1, read_only: 1 }],
      ['ledger_note', 'Read Only', { reqd: 1 }],
      ['photo', 'Attach Image', { reqd: 1 }],
      ['stage', 'Select', { reqd: 1 }],
      ['gender', 'Link', { options: 'Gender', reqd: 1 }],
      ['leaves_at', 'Time', { default: 'Now' }],
      ['stops', 'Table', { options: 'Fleet Stop', reqd: 1 }],
      ['links', 'Table', { options: 'Dynamic Link' }],
      ['accounts', 'Table', { options: 'Party Account' }],
      ['tags', 'Table MultiSelect', { options: 'Fleet Tag Row' }],
    ],
    SUBMITTABLE,
  ),
  doctypeOf(
    'Fleet Stop',
    [
      ['place', 'Link', { options: 'Place', reqd: 1 }],
      ['place_code', 'Data', { fetch_from: 'place.code' }],
      ['sequence', 'Int', { reqd: 1, read_only: 1 }],
    ],
    { istable: 1 },
  ),
  {
    ...doctypeOf('Fleet Badge', [
      ['status', 'Link', { options: 'Fleet Status', default: 'Open' }],
      ['before', 'Link', { options: 'Fleet Status', default: 'OPEN' }],
    ]),
    actions: '',
  },
  doctypeOf('Fleet Status', [['status', 'Data', { reqd: 1, unique: 1 }]], { autoname: 'field:status' }),
  doctypeOf('Fleet Round', [['note', 'Data']], { autoname: 'format: FR-{#####}' }),
  doctypeOf('Fleet Pass', [['code', 'Data', { read_only: 1 }]], { autoname: 'field:code' }),
  doctypeOf('Fleet Login', [['user', 'Link', { options: 'User', reqd: 1, unique: 1 }]], { autoname: 'field:user' }),
];

const COMPANIES = [
  doctypeOf('Fleet Company', [
    ['title', 'Data'],
    ['address', 'Data'],
  ]),
  doctypeOf('Fleet Tag Row', [['tag', 'Link', { options: 'Tag' }]], { istable: 1 }),
  doctypeOf('Fleet Status', [['other', 'Data']]),
];

/** What apps hold besides DocTypes. */
const OTHERS = {
  'yard/tsconfig.json': '{\n  // comments are fine here\n  "include": ["src",],\n}',
  '.vscode/launch.json': '{ /* and here */ }',
  'yard/fixtures/role.json': '[{ "doctype": "Role" }]',
  'yard/nothing.json': 'null',
  'yard/yard/doctype/half_merged/half_merged.json': '<<<<<<< HEAD',
  'folder.json/readme.md': '',
};

describe.for<FrappeMajor>([14, 15, 16, 17])('a site of an app that needs other apps on v%i', (version) => {
  const start = async (...apps: (readonly Row[])[]): Promise<TestGateway> => {
    const folders = apps.map((doctypes) => writeApp(doctypes, OTHERS));
    const doctypeFolders = folders.map(({ path }) => path);
    const gateway = await startTestGateway({ version, doctypeFolders }, { METHODS_FILE: 'none' });
    for (const folder of folders) folder[Symbol.dispose]();
    return gateway;
  };

  test('says what it left out and what it added', async () => {
    await using alone = await start(FLEET);
    const [broken, ...notes] = alone.site.notes;
    expect(broken).toMatch(/^Not valid JSON, passed over: .*half_merged\.json$/);
    const tables = 'Tables left out because no folder has their DocType';
    expect(notes).toEqual([
      `${tables}: Fleet Trip.accounts (Party Account), Fleet Trip.links (Dynamic Link), Fleet Trip.tags (Fleet Tag Row)`,
      'Stand-ins for link targets that no folder has: Driver, Fleet Company, Ledger, Payer, Place',
      'Fields added because `fetch_from` names them: Driver.kind, Driver.phone, Fleet Company.city, Place.code',
    ]);
    await using both = await start(FLEET, COMPANIES);
    expect(both.site.notes.filter((note) => !note.startsWith('Not valid'))).toEqual([
      'Defined more than once, the first one is taken: Fleet Status',
      `${tables}: Fleet Trip.accounts (Party Account), Fleet Trip.links (Dynamic Link)`,
      'Stand-ins for link targets that no folder has: Driver, Ledger, Payer, Place',
      'Fields added because `fetch_from` names them: Driver.kind, Driver.phone, Fleet Company.city, Place.code',
    ]);
  });

  test.for([
    ['alone', [FLEET]],
    ['with the other app', [FLEET, COMPANIES]],
  ] as const)('%s, has documents that can be read, created, changed and submitted', async ([how, apps]) => {
    await using gateway = await start(...apps);
    const ask = async (query: string, variables: Row = {}) => {
      const { data, errors } = await gateway.query(query, { as: 'gateway', variables });
      expect(errors).toBeUndefined();
      return data;
    };
    const fields = `company { name } driver { name } driver_phone outstanding ledger { name } ledger_note
      payer { name } stage gender { name } leaves_at stops { place { name } place_code sequence }`;
    const trips = (await ask(`{ fleetTrips(first: 100) { totalCount nodes { name ${fields} } } }`)).fleetTrips;
    expect(trips.totalCount).toBe(25);
    const [trip] = trips.nodes;
    const { phone } = (await ask(`{ driver(name: "${trip.driver.name}") { phone } }`)).driver;
    expect(trip.driver_phone).toBe(phone);
    expect(trips.nodes.every((node: Row) => node.company !== null && node.payer !== null)).toBe(true);
    expect(gateway.site.notes.join().includes('Fleet Tag Row')).toBe(how === 'alone');

    const input = {
      company: trip.company.name,
      driver: trip.driver.name,
      payer_type: 'Payer',
      payer: (await ask('{ payers(first: 1) { nodes { name } } }')).payers.nodes[0].name,
      photo: '/files/truck.png',
      stage: 'Loaded',
      gender: trip.gender.name,
      stops: [{ place: trip.stops[0].place.name }],
    };
    const create = 'mutation ($input: FleetTripInput!) { createFleetTrip(input: $input) { fleetTrip { name } } }';
    const { name } = (await ask(create, { input })).createFleetTrip.fleetTrip;
    const update = `mutation ($name: ID!) { updateFleetTrip(name: $name, input: { outstanding: "12.5" }) {
      fleetTrip { ${fields} } } }`;
    const { fleetTrip } = (await ask(update, { name })).updateFleetTrip;
    const place = (await ask(`{ place(name: "${trip.stops[0].place.name}") { code } }`)).place;
    expect(fleetTrip).toMatchObject({
      company: { name: input.company },
      driver_phone: phone,
      outstanding: '12.5',
      payer: { name: input.payer },
      ledger: { name: 'LEDG-00001' },
      ledger_note: 'Ledger Note 26',
      stage: 'Loaded',
      leaves_at: expect.stringMatching(/^\d\d:\d\d:\d\d/),
      stops: [{ place: { name: input.stops[0]?.place }, place_code: place.code }],
    });
    for (const each of [name, trip.name]) {
      const submit = 'mutation ($name: ID!) { submitFleetTrip(name: $name) { fleetTrip { docstatus } } }';
      expect((await ask(submit, { name: each })).submitFleetTrip.fleetTrip.docstatus).toBe('SUBMITTED');
    }
    expect((await ask('{ __type(name: "FleetTrip") { fields { name } } }')).__type.fields).not.toContainEqual({
      name: 'accounts',
    });
  });

  test('names documents by their fields, keeps unique values apart, and has those that links start with', async () => {
    await using gateway = await start(FLEET);
    const query = `{
      statuses: fleetStatusList(first: 100) { nodes { name status } }
      logins: fleetLogins(first: 100) { nodes { name user { name } } }
    }`;
    const { data } = await gateway.query(query, { as: 'gateway' });
    expect(data.statuses.nodes).toHaveLength(25);
    expect(data.statuses.nodes).toContainEqual({ name: 'Open', status: 'Open' });
    expect(data.statuses.nodes.every((node: Row) => node.name === node.status)).toBe(true);
    const users = data.logins.nodes.map((node: { name: string; user: Row }) => [node.name, node.user.name]);
    expect(users.length).toBeGreaterThan(2);
    expect(users.every(([name, user]: [string, string]) => name === user)).toBe(true);
    const create = `mutation {
      first: createFleetRound { fleetRound { name } }
      second: createFleetRound { fleetRound { name } }
      pass: createFleetPass { fleetPass { name code } }
      badge: createFleetBadge(input: {}) { fleetBadge { status { name } before { name } } }
      taken: createFleetLogin(input: { user: "${users[0][0]}" }) { fleetLogin { name } }
    }`;
    const created = await gateway.query(create, { as: 'gateway' });
    const { first, second } = created.data;
    expect([first.fleetRound.name, second.fleetRound.name]).toEqual(['FR-00026', 'FR-00027']);
    expect(created.data.pass.fleetPass).toEqual({ name: 'Code 26', code: 'Code 26' });
    expect(created.data.badge.fleetBadge).toEqual({ status: { name: 'Open' }, before: { name: 'Open' } });
    expect(created.errors?.map(({ path, extensions }) => [path?.[0], extensions.code])).toEqual([
      ['taken', 'CONFLICT'],
    ]);
  });
});
