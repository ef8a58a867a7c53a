import { GraphQLEnumType, type GraphQLSchema, getNamedType, isObjectType } from 'graphql';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildSchema } from '../../src/features/build-schema.ts';
import { type DocTypeCatalog, type DocTypeMeta, isLayout } from '../../src/metadata/doctype-meta.ts';
import { validateComplete } from '../../src/schema/builder/validate-complete.ts';
import { findBacklinks } from '../../src/schema/model/backlinks.ts';
import { type DocTypeEntry, toFieldKind } from '../../src/schema/model/doctype-entry.ts';
import { DEFAULT_SCHEMA_CONFIG } from '../../src/schema/model/schema-config.ts';
import { type SchemaModel, toSchemaModel } from '../../src/schema/model/schema-model.ts';
import { doAtOnce } from '../../src/turns.ts';
import { readErpnextSite, WITHOUT_ERPNEXT } from '../support/erpnext.ts';

const LEGAL = /^[A-Za-z_][A-Za-z0-9_]*$/;

describe.skipIf(WITHOUT_ERPNEXT)(
  `the schema of ERPNext${WITHOUT_ERPNEXT ? ` (skipped: ${WITHOUT_ERPNEXT})` : ''}`,
  () => {
    let doctypes: DocTypeCatalog;
    let schema: GraphQLSchema;
    let model: SchemaModel;
    beforeAll(() => {
      const site = readErpnextSite();
      doctypes = site.doctypes;
      ({ schema, model } = buildSchema(site, DEFAULT_SCHEMA_CONFIG));
    }, 60_000);

    test('is valid', () => {
      expect(doctypes.size).toBe(801);
      expect(doAtOnce(validateComplete(schema))).toEqual([]);
    });

    test('has every DocType, and every docfield that holds a value', () => {
      const hidden = new Set(model.report.hidden.map(({ doctype, fieldname }) => `${doctype}.${fieldname}`));
      const missing: string[] = [];
      let shown = 0;
      for (const meta of doctypes.values()) {
        const entry = model.byDoctype.get(meta.name);
        const type = schema.getType(entry?.type ?? '');
        if (!entry || !isObjectType(type)) {
          missing.push(meta.name);
          continue;
        }
        for (const docfield of meta.docfields) {
          if (isLayout(docfield) || docfield.fieldtype === 'Password') continue;
          const field = entry.fields.find((each) => each.docfield.fieldname === docfield.fieldname);
          if (field && type.getFields()[field.name]) shown += 1;
          else if (!hidden.has(`${meta.name}.${docfield.fieldname}`))
            missing.push(`${meta.name}.${docfield.fieldname}`);
        }
      }
      expect(missing).toEqual([]);
      expect(shown).toBeGreaterThan(9_000);
    });

    test('has a root field for every DocType but child tables', () => {
      const roots = schema.getQueryType()?.getFields() ?? {};
      for (const { meta, type, singular, plural } of model.entries) {
        const [one, many] = [roots[singular]?.type, roots[plural]?.type].map((each) =>
          each ? getNamedType(each).name : null,
        );
        if (meta.isChild) expect([one, many], meta.name).not.toContain(type);
        else if (meta.isSingle) expect([one], meta.name).toEqual([type]);
        else expect([one, many], meta.name).toEqual([type, `${type}Connection`]);
      }
    });

    test('has legal names only, each once, whatever their case', () => {
      const types = model.entries.map(({ type }) => type.toLowerCase());
      expect(new Set(types).size).toBe(types.length);
      const roots = model.entries
        .filter(({ meta }) => !meta.isChild)
        .flatMap(({ meta, singular, plural }) => (meta.isSingle ? [singular] : [singular, plural]));
      expect(roots.filter((name, index) => roots.indexOf(name) !== index)).toEqual([]);
      for (const { type, singular, plural, fields } of model.entries) {
        for (const name of [type, singular, plural, ...fields.map((field) => field.name)]) {
          expect(name).toMatch(LEGAL);
          expect(name).not.toMatch(/^__/);
        }
        const names = fields.map((field) => field.name);
        expect(
          names.filter((name, index) => names.indexOf(name) !== index),
          type,
        ).toEqual([]);
      }
    });

    test('keeps the name of every type and root field where any one DocType is gone', () => {
      // Without docfields, which the names of types know nothing of, each can be tried.
      const bare = new Map([...doctypes].map(([name, meta]) => [name, { ...meta, docfields: [] }]));
      const rootsOf = (some: DocTypeCatalog) => {
        const { entries } = toSchemaModel(some, DEFAULT_SCHEMA_CONFIG);
        return entries.map(({ meta, type, singular, plural }) => `${meta.name}: ${type} ${singular} ${plural}`);
      };
      const whole = new Set(rootsOf(bare));
      const changed = [...bare.keys()].flatMap((gone) => {
        const rest = new Map(bare);
        rest.delete(gone);
        return rootsOf(rest).filter((names) => !whole.has(names));
      });
      expect(changed).toEqual([]);
    }, 60_000);

    test('keeps the name of every field and backlink where any one DocType is gone', () => {
      const whole = namesOfAll(toSchemaModel(doctypes, DEFAULT_SCHEMA_CONFIG));
      const changed = [...doctypes.keys()].flatMap((gone) => {
        const rest = neighboursOf(doctypes, gone);
        rest.delete(gone);
        return newNames(whole, rest).map((name) => `without ${gone}: ${name}`);
      });
      expect(changed).toEqual([]);
    }, 60_000);

    test('keeps all names of the whole site where one of the DocTypes is gone that most others link to', () => {
      const linkedMost = ['Company', 'Item', 'Account', 'User', 'Currency', 'Sales Invoice', 'Sales Invoice Item'];
      expect(changedNames(doctypes, linkedMost)).toEqual([]);
    });

    test('shows all options of a select, or says in the report that it is text', () => {
      let enums = 0;
      for (const entry of model.entries) {
        for (const field of entry.fields) {
          const { docfield, kind } = field;
          if (docfield.fieldtype !== 'Select') continue;
          const options = new Set(
            (docfield.options ?? '')
              .split('\n')
              .map((option) => option.trim())
              .filter(Boolean),
          );
          const isTold = model.report.hidden.some(
            (line) => line.doctype === entry.meta.name && line.fieldname === docfield.fieldname,
          );
          const isText = kind.kind === 'scalar' && kind.scalar === 'String';
          expect(isText, `${entry.meta.name}.${docfield.fieldname}`).toBe(
            isTold || options.size === 0 || docfield.fieldname === 'naming_series',
          );
          if (isText) continue;
          const type = getNamedType(fieldOf(schema, entry, field.name)?.type);
          if (!(type instanceof GraphQLEnumType))
            throw new Error(`${entry.meta.name}.${docfield.fieldname} is no enum.`);
          expect(new Set(type.getValues().map(({ value }) => value))).toEqual(options);
          enums += 1;
        }
      }
      expect(enums).toBeGreaterThan(400);
    });

    test('has no link without a target that exists', () => {
      const report = { renamed: [], hidden: [] };
      const shown = new Map(model.entries.map((entry) => [entry.meta.name, entry.type]));
      for (const { meta, fields } of model.entries) {
        for (const { docfield, kind } of fields) {
          if (kind.kind === 'link' || kind.kind === 'childTable') expect(doctypes.has(kind.target)).toBe(true);
          expect(toFieldKind(docfield, doctypes, shown, meta, report)).toEqual(kind);
        }
      }
    });

    test('takes the columns that link documents and rows in its inputs, and leaves out computed ones', () => {
      const readOnlyInputs = (doctype: string) =>
        (model.byDoctype.get(doctype)?.inputs ?? [])
          .filter(({ docfield }) => docfield.isReadOnly)
          .map(({ docfield }) => docfield.fieldname)
          .sort();
      expect(readOnlyInputs('Delivery Note Item')).toEqual([
        ...['against_pick_list', 'against_sales_invoice', 'against_sales_order', 'dn_detail'],
        ...['pick_list_item', 'purchase_order', 'purchase_order_item', 'si_detail', 'so_detail'],
      ]);
      expect(readOnlyInputs('Sales Invoice Item')).toEqual([
        ...['delivery_note', 'dn_detail', 'pos_invoice_item', 'purchase_order'],
        ...['purchase_order_item', 'sales_invoice_item', 'sales_order', 'scio_detail', 'so_detail'],
      ]);
      expect(readOnlyInputs('Sales Order Item')).toEqual([
        ...['prevdoc_docname', 'purchase_order', 'purchase_order_item', 'quotation_item'],
      ]);
      expect(readOnlyInputs('User')).toEqual(['roles']);
      // in_words, base_in_words, totals, percentages, names and currencies of parties stay out.
      expect(readOnlyInputs('Sales Order')).toEqual(['inter_company_order_reference']);
    });

    test('finds the payments, addresses, contacts, comments and to-dos of any document', () => {
      const type = schema.getType('DynamicBacklinks');
      const names = isObjectType(type) ? Object.keys(type.getFields()) : [];
      expect(names).toEqual(
        expect.arrayContaining([
          ...['paymentEntriesByParty', 'addressesByLinksLinkName', 'contactsByLinksLinkName'],
          ...['commentDocsByReferenceName', 'toDosByReferenceName'],
        ]),
      );
      expect(names.length).toBeLessThan(120);
      const order = schema.getType('SalesOrder');
      expect(isObjectType(order) && Object.keys(order.getFields())).toContain('contractsByDocumentName');
    });

    test('makes documents of ERPNext from those before them', () => {
      const made = Object.keys(schema.getMutationType()?.getFields() ?? {}).filter((name) => /^make[A-Z]/.test(name));
      expect(made).toEqual(
        expect.arrayContaining(['makeSalesOrder', 'makeDeliveryNote', 'makeSalesInvoice', 'makePaymentEntry']),
      );
    });

    test('is listed in a report that a person can read through', () => {
      const { renamed, hidden } = model.report;
      expect(renamed.length).toBeLessThan(60);
      expect(hidden.length).toBeLessThan(200);
    });
  },
);

/** Names that are there when one DocType is gone, and were not before. */
function changedNames(doctypes: DocTypeCatalog, goneOnes: readonly string[]): string[] {
  const whole = namesOfAll(toSchemaModel(doctypes, DEFAULT_SCHEMA_CONFIG));
  return goneOnes.flatMap((gone) => {
    const rest = new Map(doctypes);
    rest.delete(gone);
    return newNames(whole, rest).map((name) => `without ${gone}: ${name}`);
  });
}

function newNames(whole: ReadonlySet<string>, doctypes: DocTypeCatalog): string[] {
  return [...namesOfAll(toSchemaModel(doctypes, DEFAULT_SCHEMA_CONFIG))].filter((name) => !whole.has(name));
}

/**
 * The DocTypes whose fields and backlinks could know of one: those that lead to it, the parents of these, and all that
 * they and it lead to. The others have nothing by which they could learn that it is gone.
 */
function neighboursOf(doctypes: DocTypeCatalog, name: string): Map<string, DocTypeMeta> {
  const leadingTo = (targets: ReadonlySet<string>) =>
    [...doctypes.values()].filter((meta) => meta.docfields.some(({ options }) => targets.has(options ?? '')));
  const direct = leadingTo(new Set([name]));
  const parents = leadingTo(new Set(direct.filter((meta) => meta.isChild).map((meta) => meta.name)));
  const near = new Set([name, ...[...direct, ...parents].map((meta) => meta.name)]);
  for (const each of [...near]) {
    for (const { options } of doctypes.get(each)?.docfields ?? [])
      if (doctypes.has(options ?? '')) near.add(options ?? '');
  }
  return new Map([...doctypes].filter(([each]) => near.has(each)));
}

function namesOfAll(model: SchemaModel): Set<string> {
  const backlinks = [...findBacklinks(model.byDoctype)].flatMap(([target, links]) =>
    links.map(
      ({ name, source, link, table }) => `${target} ${source.meta.name}.${table?.field.name}.${link.name} ${name}`,
    ),
  );
  return new Set([
    ...backlinks,
    ...model.entries.flatMap((entry) => namesOf(entry).map((name) => `${entry.meta.name} ${name}`)),
  ]);
}

function namesOf(entry: DocTypeEntry): string[] {
  return [
    `type ${entry.type}`,
    `one ${entry.singular}`,
    `many ${entry.plural}`,
    ...entry.fields.map(({ name, docfield }) => `${docfield.fieldname} ${name}`),
  ];
}

function fieldOf(schema: GraphQLSchema, entry: DocTypeEntry, name: string) {
  const type = schema.getType(entry.type);
  return isObjectType(type) ? type.getFields()[name] : undefined;
}
