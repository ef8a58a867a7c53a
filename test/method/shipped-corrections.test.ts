import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isLeafType,
  isObjectType,
  parse,
  validate,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildSchema } from '../../src/features/build-schema.ts';
import { type MethodsFile, methodNames, parseMethodsFile } from '../../src/metadata/method-catalog.ts';
import { packSchema, SHIPPED_PACKS } from '../../src/metadata/shipped-corrections.ts';
import type { SiteModel } from '../../src/metadata/site-model.ts';
import { DEFAULT_SCHEMA_CONFIG, type SchemaConfig, withMethods } from '../../src/schema/model/schema-config.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

const MAJORS = [15, 17] as const;
type Major = (typeof MAJORS)[number];

/** The gateway's own names, with the few DocTypes that its own fields need. */
const CONFIG: SchemaConfig = {
  ...DEFAULT_SCHEMA_CONFIG,
  include: { ...DEFAULT_SCHEMA_CONFIG.include, doctypes: ['User', 'File'] },
};

/** Functions that require an argument on one version which the other one does not know: they became other functions. */
const OTHER_ARGUMENTS = [
  'erpnext_asset_make_sales_invoice',
  'erpnext_check_item_quality_inspection',
  'erpnext_customer_send_emails',
  'erpnext_get_item_tax_info',
  'erpnext_get_item_tax_map',
  'erpnext_make_quality_inspections',
  'erpnext_material_request_raise_work_orders',
  'erpnext_point_of_sale_get_parent_item_group',
  'erpnext_subcontracting_controller_get_materials_from_supplier',
  'erpnext_work_order_get_default_warehouse',
  'frappe_prepared_report_download_attachment',
  'frappe_workspace_save_page',
];

let gateway: TestGateway;
let site: SiteModel;
const files = new Map<Major, MethodsFile>();
const schemas = new Map<Major, GraphQLSchema>();

beforeAll(async () => {
  gateway = await startTestGateway({ version: 17 });
  site = gateway.gateway.site.current().site;
  for (const major of MAJORS) {
    const path = join(import.meta.dirname, `../fixtures/signatures-v${major}.json`);
    const file = parseMethodsFile(await readFile(path, 'utf8'), path);
    files.set(major, file);
    schemas.set(major, buildSchema(site, withMethods(CONFIG, file)).schema);
  }
});
afterAll(() => gateway[Symbol.asyncDispose]());

function fieldsOf(major: Major): Map<string, GraphQLField<unknown, unknown>> {
  const schema = schemas.get(major);
  const roots = { query: schema?.getQueryType(), mutation: schema?.getMutationType() };
  const fields = Object.entries(roots).flatMap(([kind, type]) =>
    Object.values(type?.getFields() ?? {})
      .filter(({ name }) => /^(?:erpnext|frappe)_/.test(name))
      .map((field) => [`${kind} ${field.name}`, field] as const),
  );
  return new Map(fields);
}

/** The fields that both versions have, by kind and name. */
function sharedFields() {
  const [old, recent] = [fieldsOf(15), fieldsOf(17)];
  return [...old].flatMap(([name, field]) => {
    const other = recent.get(name);
    return other === undefined ? [] : [{ name, old: field, recent: other }];
  });
}

describe('the corrections for Frappe and ERPNext', () => {
  test('have the form that they are read in', () => {
    for (const pack of SHIPPED_PACKS) expect(packSchema.parse(pack)).toEqual(pack);
  });

  test('name methods that are in the source of a version', () => {
    const known = new Set(MAJORS.flatMap((major) => [...methodNames(files.get(major) ?? {})]));
    const named = SHIPPED_PACKS.flatMap(({ corrections }) => Object.keys(corrections));
    expect(named.length).toBeGreaterThan(1000);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  test('name arguments that the methods have', () => {
    const methods = MAJORS.map((major) => files.get(major)).map((file) => new Map(signaturesOf(file)));
    const wrong = SHIPPED_PACKS.flatMap(({ corrections }) =>
      Object.entries(corrections).flatMap(([path, { args, argNames }]) => {
        const names = new Set(methods.flatMap((some) => some.get(path) ?? []));
        return [...Object.keys(args ?? {}), ...Object.keys(argNames ?? {})]
          .filter((name) => !names.has(name))
          .map((name) => `${path}: ${name}`);
      }),
    );
    expect(wrong).toEqual([]);
  });

  test('name records that exist, and use every record', () => {
    for (const { records, corrections } of SHIPPED_PACKS) {
      const classes = Object.values(corrections).flatMap(
        ({ returns = '' }) => /^(?:list\[)?([A-Z]\w+)/.exec(returns)?.[1] ?? [],
      );
      const used = new Set(classes.filter((name) => !['Any', 'Decimal'].includes(name)));
      expect([...used].sort()).toEqual(Object.keys(records).sort());
    }
  });

  test('make queries of the methods that only read', () => {
    for (const major of MAJORS) {
      const kinds = [...fieldsOf(major).keys()].map((name) => name.split(' ')[0]);
      expect(kinds.filter((kind) => kind === 'query').length).toBeGreaterThan(400);
    }
    expect(fieldsOf(15).has('query erpnext_get_item_details')).toBe(true);
    // Their names promise a read, and they save documents.
    const corrections = SHIPPED_PACKS.find(({ app }) => app === 'erpnext')?.corrections ?? {};
    expect(corrections['Customer.get_customer_group_details']?.read).toBeUndefined();
    expect(
      corrections['erpnext.accounts.doctype.sales_invoice.sales_invoice.get_loyalty_programs']?.read,
    ).toBeUndefined();
  });

  test('type the results of a hundred methods', () => {
    const typed = SHIPPED_PACKS.flatMap(({ corrections }) =>
      Object.values(corrections).filter(({ returns = 'Any' }) => returns !== 'Any'),
    );
    expect(typed.length).toBeGreaterThanOrEqual(95);
  });

  test('never offer arguments that Frappe throws away', () => {
    const names = MAJORS.flatMap((major) =>
      [...fieldsOf(major).values()].flatMap(({ args }) => args.map(({ name }) => name)),
    );
    expect(names).not.toContain('ignore_permissions');
    expect(names).not.toContain('flags');
  });
});

describe('v15 and v17 with the corrections', () => {
  test('have the same kinds of fields under the same names', () => {
    const kinds = (major: Major) =>
      new Map([...fieldsOf(major).keys()].map((name) => name.split(' ').reverse() as [string, string]));
    const [old, recent] = [kinds(15), kinds(17)];
    const differing = [...old].filter(([name, kind]) => recent.has(name) && recent.get(name) !== kind);
    expect(differing).toEqual([]);
    expect(sharedFields().length).toBeGreaterThan(750);
  });

  test('have the same types of arguments', () => {
    const differing = sharedFields().flatMap(({ name, old, recent }) =>
      old.args.flatMap((argument) => {
        const other = recent.args.find((one) => one.name === argument.name);
        const same = other === undefined || String(other.type) === String(argument.type);
        return same ? [] : [`${name}(${argument.name}): ${argument.type}, ${other?.type}`];
      }),
    );
    expect(differing).toEqual([]);
  });

  test('take the same documents with variables', () => {
    const faults = sharedFields().flatMap(({ name, old, recent }) => {
      const names = new Set(recent.args.map((argument) => argument.name));
      const document = parse(documentOf(name, old, names));
      return [...schemas.values()].flatMap((schema) =>
        validate(schema, document).map(({ message }) => `${name}: ${message}`),
      );
    });
    expect([...new Set(faults.map((fault) => fault.replace(/^\w+ (\w+): .*/, '$1')))].sort()).toEqual(OTHER_ARGUMENTS);
  });

  test('have the same types of results', () => {
    const resultOf = ({ type }: GraphQLField<unknown, unknown>) => {
      const payload = getNamedType(type);
      return isObjectType(payload) ? `${payload.name} ${payload.getFields().result?.type}` : '';
    };
    const differing = sharedFields().filter(({ old, recent }) => resultOf(old) !== resultOf(recent));
    expect(differing.map(({ name, old, recent }) => `${name}: ${resultOf(old)}, ${resultOf(recent)}`)).toEqual([]);
  });
});

describe('without the corrections', () => {
  test('fields and arguments of the same methods differ', () => {
    const config = { ...CONFIG, methods: { ...CONFIG.methods, shipped: false } };
    const [old, recent] = MAJORS.map((major) => {
      const { schema } = buildSchema(site, withMethods(config, files.get(major) as MethodsFile));
      return schema.getMutationType()?.getFields().erpnext_get_item_details_get_item_details?.args;
    });
    expect(old?.map(({ name, type }) => `${name}: ${type}`)).toContain('args: JSON!');
    expect(recent?.map(({ name, type }) => `${name}: ${type}`)).toContain('ctx: JSON!');
  });
});

/** A document that gives a field each of its arguments by a variable, and selects its result. */
function documentOf(name: string, field: GraphQLField<unknown, unknown>, names: ReadonlySet<string>): string {
  const [kind] = name.split(' ');
  const args = field.args.filter((argument) => names.has(argument.name));
  const head = args.length === 0 ? '' : `(${args.map((argument) => `$${argument.name}: ${argument.type}`).join(', ')})`;
  const given =
    args.length === 0 ? '' : `(${args.map((argument) => `${argument.name}: $${argument.name}`).join(', ')})`;
  const payload = getNamedType(field.type);
  const result = isObjectType(payload) ? getNamedType(payload.getFields().result?.type) : undefined;
  const columns = isObjectType(result)
    ? Object.values(result.getFields()).filter(({ type }) => isLeafType(getNamedType(type)))
    : [];
  const selected = isObjectType(result) ? `{ ${columns.map((column) => column.name).join(' ')} }` : '';
  return `${kind} ${head} { ${field.name}${given} { result ${selected} } }`;
}

function signaturesOf(file: MethodsFile | undefined): [string, string[]][] {
  const functions = Object.entries(file?.methods ?? {});
  const ofDocs = Object.entries(file?.docMethods ?? {}).flatMap(([doctype, own]) =>
    Object.entries(own).map(([name, method]) => [`${doctype}.${name}`, method] as const),
  );
  return [...functions, ...ofDocs].map(([name, { args }]) => [name, args.map((argument) => argument.name)]);
}
