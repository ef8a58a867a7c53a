import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FrappeMajor } from '../../demo/demo-site.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';
import { doctypeOf, writeApp } from './app-folder.ts';
import { asUser } from './site-client.ts';

const VIRTUAL = { is_virtual: 1 };
const ROWS = { options: 'Yard Match' };

const APP = [
  doctypeOf('Yard Match', [['amount', 'Currency']], { ...VIRTUAL, istable: 1 }),
  doctypeOf('Yard Part', [['item', 'Data']], { istable: 1 }),
  doctypeOf(
    'Yard Ticket',
    [
      ['title', 'Data'],
      ['matches', 'Table', ROWS],
      ['parts', 'Table', { options: 'Yard Part' }],
    ],
    { allow_rename: 1 },
  ),
  doctypeOf('Yard Settings', [['matches', 'Table', ROWS]], { issingle: 1 }),
  doctypeOf('Yard Analysis', [['day', 'Date']], { ...VIRTUAL, issingle: 1 }),
  doctypeOf(
    'Yard Reconciliation',
    [
      ['note', 'Data'],
      ['is_done', 'Check'],
      ['matches', 'Table', ROWS],
    ],
    { ...VIRTUAL, issingle: 1 },
  ),
  doctypeOf(
    'Yard Log',
    [
      ['note', 'Data'],
      ['matches', 'Table', ROWS],
    ],
    { ...VIRTUAL, autoname: 'LOG-.####' },
  ),
];

describe.for<FrappeMajor>([14, 15, 16, 17])('virtual DocTypes whose controllers do nothing on v%i', (version) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    using app = writeApp(APP);
    gateway = await startTestGateway({ version, doctypeFolders: [app.path] }, { METHODS_FILE: 'none' });
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const ask = async (query: string) => {
    const { data, errors } = await gateway.query(query, { as: 'gateway' });
    expect(errors).toBeUndefined();
    return data;
  };

  test('leave the tables of documents, lists and Singles empty', async () => {
    const data = await ask(`{
      yardTickets(first: 2) { nodes { name matches { amount } parts { item } } }
      yardTicket(name: "YT-00001") { title matches { amount } parts { item } }
      yardSettings { matches { amount } }
    }`);
    expect(data.yardTickets.nodes).toHaveLength(2);
    for (const ticket of [...data.yardTickets.nodes, data.yardTicket]) {
      expect(ticket.matches).toEqual([]);
      expect(ticket.parts.length).toBeGreaterThan(0);
    }
    expect(data.yardSettings.matches).toEqual([]);
  });

  test('give Singles without values', async () => {
    const data = await ask('{ yardAnalysis { name day } yardReconciliation { name note is_done matches { amount } } }');
    expect(data).toEqual({
      yardAnalysis: { name: 'Yard Analysis', day: null },
      yardReconciliation: { name: 'Yard Reconciliation', note: null, is_done: null, matches: [] },
    });
  });

  test('give empty lists', async () => {
    expect(await ask('{ yardLogs(first: 5) { nodes { note } } yardLog(name: "LOG-0001") { note } }')).toEqual({
      yardLogs: { nodes: [] },
      yardLog: null,
    });
    const body = { doctype: 'Yard Log', fields: ['name'] };
    const answer = await asUser(gateway.site, 'gateway').send('POST', '/api/method/frappe.client.get_list', body);
    expect(answer.body).not.toHaveProperty('message');
  });

  test('store nothing of what is written', async () => {
    const written = await ask(`mutation {
      createYardLog(input: { note: "x" }) { yardLog { name note } }
      updateYardReconciliation(input: { note: "y" }) { yardReconciliation { note } }
      updateYardTicket(name: "YT-00001", input: { title: "z", matches: [{ amount: "1" }] }) { yardTicket { title } }
    }`);
    expect(written).toMatchObject({
      createYardLog: { yardLog: { name: 'LOG-0001', note: 'x' } },
      updateYardReconciliation: { yardReconciliation: { note: 'y' } },
      updateYardTicket: { yardTicket: { title: 'z' } },
    });
    const query =
      '{ yardLog(name: "LOG-0001") { name } yardReconciliation { note } yardTicket(name: "YT-00001") { title matches { amount } } }';
    expect(await ask(query)).toEqual({
      yardLog: null,
      yardReconciliation: { note: null },
      yardTicket: { title: 'z', matches: [] },
    });
    const rename = 'mutation { renameYardTicket(name: "YT-00002", newName: "YT-2") { yardTicket { name } } }';
    const { errors } = await gateway.query(rename, { as: 'gateway' });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['UPSTREAM_ERROR']);
    expect((await ask('mutation { deleteYardTicket(name: "YT-00001") { name } }')).deleteYardTicket.name).toBe(
      'YT-00001',
    );
  });

  test('have no tables to filter by, which the site would answer with an error', async () => {
    const filters = (await ask('{ __type(name: "YardTicketFilter") { inputFields { name } } }')).__type.inputFields;
    const names = filters.map(({ name }: { name: string }) => name);
    expect(names).toContain('parts');
    expect(names).not.toContain('matches');
    const site = asUser(gateway.site, 'gateway');
    const filter = { doctype: 'Yard Ticket', filters: [['Yard Match', 'amount', '>', 1]] };
    expect((await site.send('POST', '/api/method/frappe.client.get_list', filter)).status).toBe(500);
  });
});
