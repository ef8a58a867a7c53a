import fc from 'fast-check';
import { isObjectType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/errors.ts';
import { buildSchema, type GatewaySchema } from '../../src/features/build-schema.ts';
import { mergeSiteModel } from '../../src/metadata/merge-site-model.ts';
import { parseMethodsFile } from '../../src/metadata/method-catalog.ts';
import type { RawRow } from '../../src/metadata/site-model.ts';
import { validateComplete } from '../../src/schema/builder/validate-complete.ts';
import { DEFAULT_SCHEMA_CONFIG, type SchemaConfig, withMethods } from '../../src/schema/model/schema-config.ts';
import { doAtOnce } from '../../src/turns.ts';
import { capabilitiesOf } from '../support/capabilities.ts';

type Docfields = [fieldname: string, fieldtype: string, options?: string][];

/** A site with User and the given DocTypes. */
function build(
  doctypes: Record<string, Docfields>,
  config: SchemaConfig = DEFAULT_SCHEMA_CONFIG,
  flags: Record<string, RawRow> = {},
): GatewaySchema {
  const all: Record<string, Docfields> = { User: [['full_name', 'Data']], ...doctypes };
  const capabilities = capabilitiesOf();
  const site = mergeSiteModel({
    info: { frappeVersion: '15.0.0', apps: [], timeZone: 'UTC', capabilities },
    tables: {
      DocType: Object.keys(all).map((name) => ({ name, ...flags[name] })),
      DocField: Object.entries(all).flatMap(([parent, docfields]) =>
        docfields.map(([fieldname, fieldtype, options]) => ({ parent, fieldname, fieldtype, options })),
      ),
    },
    merged: null,
    fingerprint: '',
  });
  const built = buildSchema(site, config);
  expect(doAtOnce(validateComplete(built.schema))).toEqual([]);
  return built;
}

function fieldsOf({ schema, model }: GatewaySchema, doctype: string): Record<string, string> {
  const type = schema.getType(model.byDoctype.get(doctype)?.type ?? '');
  if (!isObjectType(type)) throw new Error(`There is no type for ${doctype}.`);
  return Object.fromEntries(Object.values(type.getFields()).map((field) => [field.name, String(field.type)]));
}

describe('a site whose DocTypes are called', () => {
  const works: string[][] = [
    ['ShopItem', 'Shop Item', 'Shop_Item', 'Shop-Item', 'Shop item'],
    ['Subscription', 'File', 'Comment', 'Report', 'Query', 'Mutation', 'Node', 'Document', 'Site', 'Page Info'],
    [
      'Item',
      'Item Filter',
      'Item Connection',
      'Item Edge',
      'Item Order By',
      'Item Aggregate',
      'Item Payload',
      'Item Doc',
    ],
    ['3D-Model v2', '2 Fast', '_Private', '__Dunder'],
    ['Größe', 'Grosse', 'Grösse'],
    ['String', 'Int', 'Boolean', 'ID', 'JSON', 'Date', 'Time', 'Rating'],
    ['News', 'Series', 'Settings', 'Address', 'Class'],
    ['Upload File', 'Add Comment', 'Start Report', 'Mark Notifications Read', 'Changes', 'Search Link', 'Form'],
  ];
  test.each(works)('%s, … has a schema with all of them', (...names) => {
    const built = build(Object.fromEntries(names.map((name) => [name, [['title', 'Data']] as Docfields])));
    for (const name of names) expect(fieldsOf(built, name), name).toMatchObject({ title: 'String' });
  });

  const hard: string[][] = [
    ['Date Range', 'Shop Note'],
    ['Int Range', 'Shop Note'],
    ['Shop Order', 'Shop Orders'],
    ['News', 'News List'],
    ['Nodes', 'Shop Note'],
    ['名前', 'Shop Note'],
    ['constructor', 'Shop Note'],
  ];
  test.each(hard)('%s and %s has a schema with both', (...names) => {
    const built = build(
      Object.fromEntries(
        names.map((name) => [
          name,
          [
            ['title', 'Data'],
            ['day', 'Date'],
            ['count', 'Int'],
          ] as Docfields,
        ]),
      ),
    );
    for (const name of names) expect(fieldsOf(built, name), name).toMatchObject({ title: 'String' });
  });
});

describe('a name that a method or a mapping makes', () => {
  const path = 'erpnext.selling.doctype.sales_order.sales_order.make_delivery_note';

  test.each([
    ['Payment', 'Payment Method'],
    ['Delivery Note', 'Unsaved Delivery Note'],
  ])('for %s leaves the DocType %s its own', (...names) => {
    const file = {
      methods: { [path]: { args: [{ name: 'source_name' }] } },
      docMethods: Object.fromEntries(names.map((name) => [name, { pay: {} }])),
    };
    const config = withMethods(DEFAULT_SCHEMA_CONFIG, parseMethodsFile(JSON.stringify(file), 'methods.json'));
    const built = build(
      Object.fromEntries([...names, 'Sales Order'].map((name) => [name, [['title', 'Data']]])),
      config,
    );
    for (const name of names) expect(fieldsOf(built, name), name).toMatchObject({ title: 'String' });
  });
});

describe('a DocType that is renamed', () => {
  const rename = (doctypes: Record<string, string>) => () =>
    build(
      { 'Shop Note': [], 'Shop Order': [], Orders: [] },
      { ...DEFAULT_SCHEMA_CONFIG, rename: { doctypes, fields: {} } },
    );

  test.each([
    [{ 'Shop Note': 'ShopOrder' }, 'rename.doctypes.Shop Note: the type ShopOrder is that of the DocType Shop Order.'],
    [{ 'Shop Order': 'ShopNote' }, 'rename.doctypes.Shop Order: the type ShopNote is that of the DocType Shop Note.'],
    [
      { 'Shop Note': 'A', 'Shop Order': 'A' },
      'rename.doctypes.Shop Order: the type A is that of the DocType Shop Note.',
    ],
    [{ 'Shop Note': 'Order' }, 'rename.doctypes.Shop Note: the root field orders is that of the DocType Orders.'],
    [{ 'Shop Note': 'Changes' }, 'rename.doctypes.Shop Note: the root field changes is that of the gateway.'],
  ])('as in %j cannot have a name that is taken', (doctypes, message) => {
    expect(rename(doctypes)).toThrow(ConfigError);
    expect(rename(doctypes)).toThrow(`${message} Choose another name.`);
  });

  test('can have the name of one that is itself renamed', () => {
    const { model } = rename({ 'Shop Note': 'ShopOrder', 'Shop Order': 'ShopNote' })();
    expect(model.byDoctype.get('Shop Note')?.type).toBe('ShopOrder');
    expect(model.byDoctype.get('Shop Order')?.type).toBe('ShopNote');
  });
});

describe('the root fields of a site', () => {
  /** Those that belong to no DocType: what a site has whose only DocType is User. */
  const ownFields = () => Object.keys(build({}).schema.getQueryType()?.getFields() ?? {}).length - 3;

  test.each([
    ['Shop Order', 'Shop Orders', 'shopOrders'],
    ['News', 'News List', 'newsList'],
    ['Category', 'Categories', 'categories'],
    ['Box', 'Boxes', 'boxes'],
  ])('with %s and %s all differ, and the second one gives way', (one, many, shared) => {
    for (const names of [
      [one, many],
      [many, one],
    ]) {
      const { schema, model } = build(Object.fromEntries(names.map((name) => [name, []])));
      const settled = String(model.byDoctype.get(many)?.singular);
      expect(model.byDoctype.get(one)?.plural).toBe(shared);
      expect(settled).toMatch(new RegExp(`^${shared}_x[0-9a-f]{6}$`));
      // Three for each DocType, User among them, and the gateway's own.
      expect(Object.keys(schema.getQueryType()?.getFields() ?? {})).toHaveLength(3 * 3 + ownFields());
      const reason = `its root field is ${settled}, as ${shared} is taken`;
      expect(model.report.hidden).toEqual([{ doctype: many, reason }]);
    }
  });

  test('all differ, whatever its DocTypes are called', () => {
    const words = [
      'News',
      'List',
      'Order',
      'Orders',
      'Node',
      'Nodes',
      'Site',
      'Range',
      'Aggregate',
      '名',
      'Box',
      'Boxes',
    ];
    const name = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 3 }).map((parts) => parts.join(' '));
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 8 }), (names) => {
        const { schema } = build(Object.fromEntries(names.map((each) => [each, []])));
        expect(Object.keys(schema.getQueryType()?.getFields() ?? {})).toHaveLength(
          (names.length + 1) * 3 + ownFields(),
        );
      }),
      { numRuns: 50 },
    );
  });
});

describe('a DocType whose docfields are called', () => {
  test('as words of GraphQL, JavaScript and SQL shows all of them', () => {
    const names = [
      'type',
      'query',
      'fragment',
      'on',
      'true',
      'null',
      'class',
      'constructor',
      'toString',
      'select',
      'from',
      'group',
      'count',
      'sum',
      'edges',
      'nodes',
      'cursor',
      'where',
      'some',
      'first',
      'filter',
    ];
    const built = build({ 'Shop Note': names.map((name) => [name, 'Data']) });
    expect(Object.keys(fieldsOf(built, 'Shop Note'))).toEqual(expect.arrayContaining(names));
  });

  test('as an invalid GraphQL name, or as a name that every document has, gets substitutes that show the fieldname', () => {
    const names = ['2nd_line', 'größe', '名前', '__private', 'id', 'doctype', '_meta', 'a.b', 'a b'];
    const built = build({ 'Shop Note': names.map((name) => [name, 'Data']) });
    const entry = built.model.byDoctype.get('Shop Note');
    expect(entry?.fields.filter(({ docfield }) => names.includes(docfield.fieldname))).toHaveLength(names.length);
    for (const { docfield, name } of entry?.fields ?? []) {
      if (!names.includes(docfield.fieldname)) continue;
      expect(fieldsOf(built, 'Shop Note')[name]).toBe('String');
      expect(built.model.report.renamed).toContainEqual({ doctype: 'Shop Note', fieldname: docfield.fieldname, name });
    }
  });

  test('and, or, not can be filtered with those words still', () => {
    const { schema } = build({
      'Shop Note': [
        ['and', 'Data'],
        ['or', 'Check'],
        ['not', 'Int'],
      ],
    });
    const filter = schema.getType('ShopNoteFilter') as unknown as { getFields(): Record<string, { type: unknown }> };
    expect(String(filter.getFields().and?.type)).toBe('[ShopNoteFilter!]');
    expect(String(filter.getFields().not?.type)).toBe('ShopNoteFilter');
  });

  test('alike in camelCase shows both, and the report says under which name', () => {
    const built = build(
      {
        'Shop Note': [
          ['due_date', 'Date'],
          ['dueDate', 'Data'],
        ],
      },
      { ...DEFAULT_SCHEMA_CONFIG, fieldNames: 'camelCase' },
    );
    const shown = Object.keys(fieldsOf(built, 'Shop Note')).filter((name) => /^duedate/i.test(name));
    expect(shown).toEqual(['dueDate', expect.stringMatching(/^dueDate_x[0-9a-f]{6}$/)]);
    const reason = `shown as ${shown[1]}, as dueDate is taken`;
    expect(built.model.report.hidden).toEqual([{ doctype: 'Shop Note', fieldname: 'dueDate', reason }]);
  });

  test('alike by configuration, or as a field of every document, shows all of them', () => {
    const rename = { doctypes: {}, fields: { 'Shop Note.a': 'same', 'Shop Note.b': 'same', 'Shop Note.c': 'id' } };
    const built = build(
      {
        'Shop Note': [
          ['a', 'Data'],
          ['b', 'Int'],
          ['c', 'Data'],
        ],
      },
      { ...DEFAULT_SCHEMA_CONFIG, rename },
    );
    const names = built.model.byDoctype
      .get('Shop Note')
      ?.fields.slice(-3)
      .map(({ name }) => name);
    expect(names).toEqual(['same', expect.stringMatching(/^same_x/), expect.stringMatching(/^id_x/)]);
    expect(built.model.report.hidden.map(({ fieldname }) => fieldname)).toEqual(['b', 'c']);
  });
});

describe('options of a Select', () => {
  const kindOf = (options: string) => {
    const built = build({ 'Shop Note': [['status', 'Select', options]] });
    return { type: fieldsOf(built, 'Shop Note').status, report: built.model.report.hidden };
  };

  test('become an enum where each has a name of its own', () => {
    expect(kindOf('\nOpen\nTo Deliver and Bill\n1\n100%\n')).toEqual({ type: 'ShopNote_status', report: [] });
  });

  test.each([
    ['clash', 'A B\nA-B', 'A-B'],
    ['have no letter', 'Yes\n%', '%'],
    ['are words of GraphQL', 'true\nfalse', 'true'],
    ['are not of ASCII', 'はい\nいいえ', 'はい'],
  ])('that %s become String, and the report says which', (_why, options, wrong) => {
    const { type, report } = kindOf(options);
    expect(type).toBe('String');
    expect(report).toEqual([
      {
        doctype: 'Shop Note',
        fieldname: 'status',
        reason: `Select is shown as String: its option ${JSON.stringify(wrong)} lacks a name of its own`,
      },
    ]);
  });

  test('that are empty become String', () => {
    expect(kindOf('\n\n').type).toBe('String');
    expect(kindOf('').type).toBe('String');
  });
});

describe('a link', () => {
  test('to a DocType outside of the schema is an ID, a table of it is left out, and the report lists both', () => {
    const built = build({
      'Shop Note': [
        ['gone', 'Link', 'Gone'],
        ['rows', 'Table', 'Gone Row'],
        ['none', 'Link'],
        ['party', 'Dynamic Link', 'no_such_field'],
      ],
    });
    expect(fieldsOf(built, 'Shop Note')).toMatchObject({ gone: 'ID', none: 'ID', party: 'ID' });
    expect(fieldsOf(built, 'Shop Note').rows).toBeUndefined();
    expect(built.model.report.hidden.map(({ fieldname }) => fieldname)).toEqual(['gone', 'rows', 'none', 'party']);
  });

  test('to a Single or a child table is an ID', () => {
    const built = build(
      {
        'Shop Note': [
          ['single', 'Link', 'Shop Settings'],
          ['child', 'Link', 'Shop Row'],
        ],
        'Shop Settings': [['a', 'Data']],
        'Shop Row': [['a', 'Data']],
      },
      DEFAULT_SCHEMA_CONFIG,
      { 'Shop Settings': { issingle: 1 }, 'Shop Row': { istable: 1 } },
    );
    expect(fieldsOf(built, 'Shop Note')).toMatchObject({ single: 'ID', child: 'ID' });
  });
});

describe('a DocType without docfields', () => {
  test.each([
    ['a plain one', {}],
    ['a Single', { issingle: 1 }],
    ['a child table', { istable: 1 }],
    ['a virtual one', { is_virtual: 1 }],
    ['a tree', { is_tree: 1 }],
  ])('has a type as %s', (_what, flags) => {
    const built = build({ Bare: [] }, DEFAULT_SCHEMA_CONFIG, { Bare: flags });
    expect(fieldsOf(built, 'Bare').name).toBe('ID!');
  });
});
