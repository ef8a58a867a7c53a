import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FrappeMajor, startDemoSite } from '../../demo/demo-site.ts';
import { printSiteSchema } from '../../src/commands/print-schema.ts';
import { readConfig } from '../../src/config.ts';
import { ROOT } from '../law/source-files.ts';
import { gatewayEnv, startTestGateway } from '../support/start-gateway.ts';
import { doctypeOf, writeApp } from './app-folder.ts';

const NO_METHODS = { METHODS_FILE: 'none' };

const HOOKS = (name: string, title: string) => `app_name = "${name}"\napp_title = '${title}'\n`;

describe.for<FrappeMajor>([14, 15, 17])('the shop as a folder of an app on v%i', (version) => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'shop-app-'));
    const app = join(folder, 'shopfloor/shopfloor');
    mkdirSync(app, { recursive: true });
    writeFileSync(join(app, 'hooks.py'), HOOKS('shopfloor', 'Shopfloor'));
    writeFileSync(join(app, '__init__.py'), "__version__ = '1.0.0'\n");
    writeFileSync(join(app, 'modules.txt'), 'Shopfloor\n');
    cpSync(join(ROOT, 'demo/doctypes/shop'), join(app, 'doctypes'), { recursive: true });
    cpSync(join(ROOT, 'demo/custom'), join(app, 'fixtures'), { recursive: true });
    await using shop = await startDemoSite({ version });
    const rowsOf = (table: string) => shop.database.all(`SELECT * FROM "tab${table}" ORDER BY name`);
    const workflows = rowsOf('Workflow').map((row) => ({ doctype: 'Workflow', ...row }));
    writeFileSync(join(app, 'fixtures/workflow.json'), JSON.stringify(workflows));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('has the schema of the shop itself', async () => {
    const schemaOf = async (options: object) => {
      await using site = await startDemoSite({ version, ...options });
      return (await printSiteSchema(readConfig({ ...gatewayEnv(site), ...NO_METHODS }))).sdl;
    };
    const [mock, shop] = [await schemaOf({ doctypeFolders: [folder] }), await schemaOf({})];
    expect(differences(mock, shop)).toEqual([]);
  });
});

const DEPOT = [
  doctypeOf('Depot Gate', [['title', 'Data', { reqd: 1 }]], { module: 'Depot', autoname: 'field:title' }),
  doctypeOf('Depot Visit', [
    ['gate', 'Link', { options: 'Depot Gate' }],
    ['visitors', 'Int'],
    ['fee', 'Currency'],
    ['parts', 'Table', { options: 'Depot Visit Part' }],
  ]),
  doctypeOf('Depot Visit Part', [['note', 'Data']], { istable: 1, module: 'Depot' }),
];
const GARDEN = [doctypeOf('Garden Bed', [['size', 'Float']], { module: 'Garden' })];

const FIXTURES = {
  'depot/hooks.py': HOOKS('depot', 'Depot'),
  'depot/modules.txt': 'Depot\nYard\n',
  'depot/fixtures/custom_field.json': JSON.stringify([
    {
      doctype: 'Custom Field',
      dt: 'Depot Visit',
      fieldname: 'colour',
      fieldtype: 'Select',
      options: 'Red\nBlue',
      label: 'Colour',
      insert_after: 'gate',
    },
    {
      doctype: 'Custom Field',
      dt: 'Garden Bed',
      fieldname: 'gate',
      fieldtype: 'Link',
      options: 'Depot Gate',
      label: 'Gate',
    },
    {
      doctype: 'Custom Field',
      dt: 'Garden Bed',
      fieldname: 'workflow_state',
      fieldtype: 'Link',
      options: 'Workflow State',
      label: 'Workflow State',
    },
  ]),
  'depot/fixtures/property_setter.json': JSON.stringify([
    {
      doctype: 'Property Setter',
      name: 'v-label',
      doc_type: 'Depot Visit',
      field_name: 'visitors',
      doctype_or_field: 'DocField',
      property: 'label',
      property_type: 'Data',
      value: 'Guests',
    },
  ]),
  'depot/fixtures/role.json': JSON.stringify([{ doctype: 'Role', name: 'Depot Guard', role_name: 'Depot Guard' }]),
  'depot/fixtures/custom_docperm.json': JSON.stringify([
    { doctype: 'Custom DocPerm', name: 'p1', parent: 'Depot Gate', role: 'Depot Guard', read: 1, write: 1, create: 1 },
  ]),
  'depot/fixtures/workflow.json': JSON.stringify([
    {
      doctype: 'Workflow',
      name: 'Visits',
      workflow_name: 'Visits',
      document_type: 'Depot Visit',
      is_active: 1,
      workflow_state_field: 'colour',
      states: [
        { state: 'Red', doc_status: '0', allow_edit: 'Depot Guard' },
        { state: 'Blue', doc_status: '0', allow_edit: 'Depot Guard' },
      ],
      transitions: [{ state: 'Red', action: 'Paint', next_state: 'Blue', allowed: 'Depot Guard' }],
    },
    {
      doctype: 'Workflow',
      name: 'Beds',
      workflow_name: 'Beds',
      document_type: 'Garden Bed',
      is_active: 1,
      workflow_state_field: 'workflow_state',
      states: [
        { state: 'Fallow', doc_status: '0', allow_edit: 'Depot Guard' },
        { state: 'Sown', doc_status: '0', allow_edit: 'Depot Guard' },
      ],
      transitions: [{ state: 'Fallow', action: 'Sow', next_state: 'Sown', allowed: 'Depot Guard' }],
    },
  ]),
};

describe('a mock of two apps', () => {
  const startMock = (options: object = {}) => {
    using depot = writeApp(DEPOT, FIXTURES);
    using garden = writeApp(GARDEN, {
      'garden/garden/hooks.py': HOOKS('garden', 'Garden'),
      'garden/garden/modules.txt': 'Garden\n',
    });
    return startTestGateway({ version: 15, doctypeFolders: [depot.path, garden.path], ...options }, NO_METHODS);
  };

  test('names the apps and their modules as hooks.py and modules.txt do', async () => {
    await using gateway = await startMock();
    const { data } = await gateway.query(
      '{ site { apps { name title version } } moduleDefs(first: 50) { nodes { name app_name } } }',
    );
    expect(data.site.apps).toEqual([
      { name: 'depot', title: 'Depot', version: '0.0.1' },
      expect.objectContaining({ name: 'frappe' }),
      { name: 'garden', title: 'Garden', version: '0.0.1' },
    ]);
    expect(data.moduleDefs.nodes).toEqual(
      expect.arrayContaining([
        { name: 'Depot', app_name: 'depot' },
        { name: 'Garden', app_name: 'garden' },
      ]),
    );
  });

  test('has the fields, labels, rights and workflows of fixtures, with values for added fields', async () => {
    await using gateway = await startMock();
    const query = `{
      depotVisits(first: 25) { nodes { colour } }
      gardenBeds(first: 25) { nodes { gate { title } workflow_state { name } } }
      workflowStates { nodes { name } }
      __type(name: "DepotVisit") { fields { name description } }
    }`;
    const { data, errors } = await gateway.query(query);
    expect(errors).toBeUndefined();
    const colours = new Set(data.depotVisits.nodes.map(({ colour }: { colour: string }) => colour));
    expect([...colours].sort()).toEqual(['Blue', 'Red']);
    expect(data.gardenBeds.nodes[0].gate.title).toMatch(/^Title \d+$/);
    type Bed = { workflow_state: { name: string } };
    const states = new Set(data.gardenBeds.nodes.map(({ workflow_state }: Bed) => workflow_state.name));
    expect([...states].sort()).toEqual(['Fallow', 'Sown']);
    expect(data.workflowStates.nodes.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['Fallow', 'Sown']),
    );
    const described = data.__type.fields.find(({ name }: { name: string }) => name === 'visitors');
    expect(described.description).toMatch(/^Guests/);
    const { transitions } = (
      await gateway.query(
        '{ depotVisits(filter: { colour: { eq: Red } }, first: 1) { nodes { _meta { workflow { transitions { action nextState } } } } } }',
      )
    ).data.depotVisits.nodes[0]._meta.workflow;
    expect(transitions).toEqual([{ action: 'Paint', nextState: 'Blue' }]);
    expect((await gateway.query('{ depotGates { totalCount } }')).data.depotGates.totalCount).toBe(25);
    expect((await gateway.query('{ depotGates { totalCount } }', { as: 'alice' })).errors?.[0]?.extensions.code).toBe(
      'FORBIDDEN',
    );
  });

  test('has the rows of JSON and CSV files, with links to them from made-up rows', async () => {
    const folder = dataFolder({
      'Depot Gate.csv': 'title\nNorth\n"South, ""old"""\n',
      'Depot Visit.json': JSON.stringify([
        { name: 'V-1', gate: 'North', visitors: 3, fee: 1.5, parts: [{ note: 'one' }, { note: 'two' }] },
      ]),
    });
    await using gateway = await startMock({ dataFolder: folder });
    rmSync(folder, { recursive: true });
    const { data, errors } = await gateway.query(`{
      depotGates { nodes { name } }
      depotVisits { nodes { name colour visitors fee gate { title } parts { note } } }
      gardenBeds(first: 25) { nodes { gate { name } } }
    }`);
    expect(errors).toBeUndefined();
    expect(data.depotGates.nodes).toEqual([{ name: 'North' }, { name: 'South, "old"' }]);
    expect(data.depotVisits.nodes).toEqual([
      {
        name: 'V-1',
        colour: 'Red',
        visitors: 3,
        fee: '1.5',
        gate: { title: 'North' },
        parts: [{ note: 'one' }, { note: 'two' }],
      },
    ]);
    const gates = new Set(data.gardenBeds.nodes.map(({ gate }: { gate: { name: string } }) => gate.name));
    expect([...gates].sort()).toEqual(['North', 'South, "old"']);
  });

  test.each([
    [
      { 'Depot Gat.csv': 'title\nA\n' },
      'Depot Gat.csv: Depot Gat is not a DocType of the apps with documents of its own.',
    ],
    [{ 'Depot Gate.csv': 'titel\nA\n' }, 'Depot Gate.csv: Depot Gate does not have the field "titel".'],
    [
      { 'Depot Visit.csv': 'name,visitors\nV-1,three\n' },
      'Depot Visit.csv: "three" is not a number for the field "visitors".',
    ],
    [{ 'Depot Visit.csv': 'name,visitors\nV-1\n' }, 'Depot Visit.csv: line 2 has 1 values in place of 2.'],
    [{ 'Depot Gate.csv': 'title\n"North\n' }, 'Depot Gate.csv: line 2 has a quote that does not fit.'],
    [{ 'Depot Gate.csv': 'title\nNorth\nNorth\n' }, 'Two documents of Depot Gate have the name "North".'],
    [{ 'Depot Visit.csv': 'colour\nGreen\n' }, 'Depot Visit.csv: "Green" is not an option of the field "colour".'],
    [{ 'Depot Visit.json': '[\n{oops' }, /Depot Visit\.json is not valid JSON: [^\n]+$/],
    [{ 'Depot Visit.json': '{}' }, /Depot Visit\.json is not a list of documents\.$/],
    [{ 'readme.txt': '' }, /^There is no \.json or \.csv file in /],
  ] as const)('refuses %j in one line', async (files, line) => {
    const folder = dataFolder(files);
    await expect(startMock({ dataFolder: folder })).rejects.toThrow(line);
    rmSync(folder, { recursive: true });
  });
});

function dataFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'mock-data-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** The first lines that differ: the schemas have thousands. */
function differences(one: string, other: string): string[] {
  const [lines, others] = [one.split('\n'), other.split('\n')];
  const index = lines.findIndex((line, at) => line !== others[at]);
  return index === -1 && lines.length === others.length
    ? []
    : [...lines.slice(index, index + 3), '---', ...others.slice(index, index + 3)];
}
