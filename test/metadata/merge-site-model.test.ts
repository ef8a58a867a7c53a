import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoSite, type FrappeMajor, startDemoSite } from '../../demo/demo-site.ts';
import { type DocTypeMeta, isInLists } from '../../src/metadata/doctype-meta.ts';
import { mergeSiteModel } from '../../src/metadata/merge-site-model.ts';
import { applyPropertySetters } from '../../src/metadata/property-setters.ts';
import type { RawSiteModel } from '../../src/metadata/site-model.ts';
import { capabilitiesOf } from '../support/capabilities.ts';
import { connect, differences, type MetadataSite, mergeDifferences, readModel } from './merge-differences.ts';

/** The gateway's merge of the metadata tables against what the site itself merges in `getdoctype`. */
describe.each<FrappeMajor>([14, 15, 16, 17])('the model of a v%i site', (version) => {
  let site: DemoSite;
  let metadata: MetadataSite;
  beforeAll(async () => {
    site = await startDemoSite({ version });
    metadata = connect(site.url, site.authorization('gateway'));
  });
  afterAll(async () => {
    await metadata.client.close();
    await site.close();
  });

  test('equals what getdoctype answers, for every DocType', async () => {
    const { model } = await readModel(metadata);
    expect(model.doctypes.size).toBeGreaterThan(50);
    expect(await mergeDifferences(metadata)).toEqual([]);
  });

  test.each([
    ['Shop Delivery', 'DEL-00001', ['last_seen', 'route_assignment', 'courier_seen']],
    // It tracks who has seen it, so its table has the column.
    ['Shop Customer', 'CUST-00001', ['customer_name']],
    ['Shop Delivery Stop', undefined, ['signed_seen', 'reviewer_comments', 'customer']],
  ])('knows which columns lists of %s leave out', async (doctype, name, columns) => {
    const meta = await metaOf(metadata, doctype);
    const parent = meta.isChild ? { parent: 'Shop Delivery' } : {};
    const search = new URLSearchParams({ fields: JSON.stringify(['name', ...columns]), ...parent, limit: '1' });
    if (name !== undefined) search.set('filters', JSON.stringify({ name }));
    const headers = { authorization: site.authorization('gateway') };
    const response = await fetch(`${site.url}/api/resource/${encodeURIComponent(doctype)}?${search}`, { headers });
    const { data } = (await response.json()) as { data: Record<string, unknown>[] };
    const listed = columns.filter((column) => data[0] && column in data[0]);
    expect(listed).toEqual(columns.filter((column) => isInLists(meta, column)));
    expect(listed.length === columns.length).toBe(version === 17 || doctype === 'Shop Customer');
  });

  test('takes Custom Fields behind their anchors, chains of them too', async () => {
    addCustomField(site, 'Shop Order', { fieldname: 'custom_first', insert_after: 'customer', idx: 20 });
    addCustomField(site, 'Shop Order', { fieldname: 'custom_second', insert_after: 'custom_first', idx: 21 });
    addCustomField(site, 'Shop Order', { fieldname: 'custom_lost', insert_after: 'no_such_field', idx: 22 });
    addCustomField(site, 'Shop Order Item', {
      fieldname: 'custom_in_rows',
      insert_after: 'qty',
      permlevel: 2,
      idx: 23,
    });
    expect(await mergeDifferences(metadata, ['Shop Order', 'Shop Order Item'])).toEqual([]);
    const names = (await metaOf(metadata, 'Shop Order')).docfields.map(({ fieldname }) => fieldname);
    expect(names.indexOf('custom_first')).toBe(names.indexOf('customer') + 1);
    expect(names.indexOf('custom_second')).toBe(names.indexOf('custom_first') + 1);
    expect(names.at(-1)).toBe('custom_lost');
    const rows = (await metaOf(metadata, 'Shop Order Item')).docfields;
    expect(rows.find(({ fieldname }) => fieldname === 'custom_in_rows')).toMatchObject({
      isCustom: true,
      permlevel: 2,
    });
  });

  test('takes Property Setters of docfields and of the DocType', async () => {
    addSetter(site, 'Shop Item', 'item_name', 'label', 'Data', 'Called');
    addSetter(site, 'Shop Item', 'item_name', 'permlevel', 'Int', '1');
    addSetter(site, 'Shop Item', 'item_name', 'reqd', 'Check', '0');
    addSetter(site, 'Shop Item', 'no_such_field', 'hidden', 'Check', '1');
    addSetter(site, 'Shop Item', null, 'search_fields', 'Data', 'item_name, item_group');
    addSetter(site, 'Shop Item', null, 'allow_rename', 'Check', '1');
    addSetter(site, 'Shop Item', null, 'show_title_field_in_link', 'Check', '1');
    expect(await mergeDifferences(metadata, ['Shop Item'])).toEqual([]);
    const meta = await metaOf(metadata, 'Shop Item');
    expect(meta).toMatchObject({ searchFields: ['item_name', 'item_group'], allowRename: true, showTitleInLink: true });
    const itemName = meta.docfields.find(({ fieldname }) => fieldname === 'item_name');
    expect(itemName).toMatchObject({ label: 'Called', permlevel: 1, isRequired: false });
  });

  test('takes the field_order of an arranged form', async () => {
    const names = (await metaOf(metadata, 'Shop Region')).docfields.map(({ fieldname }) => fieldname);
    const arranged = [...names].reverse();
    addSetter(site, 'Shop Region', null, 'field_order', 'Data', JSON.stringify(arranged));
    expect(await mergeDifferences(metadata, ['Shop Region'])).toEqual([]);
    expect((await metaOf(metadata, 'Shop Region')).docfields.map(({ fieldname }) => fieldname)).toEqual(arranged);
  });

  test('takes Custom DocPerms in place of all DocPerms', async () => {
    addPermission(site, 'Shop Note', { role: 'Shop Clerk', read: 1, write: 1, if_owner: 1, idx: 1 });
    addPermission(site, 'Shop Note', { role: 'Shop Manager', permlevel: 1, read: 1, idx: 2 });
    expect(await mergeDifferences(metadata, ['Shop Note'])).toEqual([]);
    const permissions = (await metaOf(metadata, 'Shop Note')).permissions;
    expect(permissions.map(({ role, permlevel, ifOwner }) => [role, permlevel, ifOwner])).toEqual([
      ['Shop Clerk', 0, true],
      ['Shop Manager', 1, false],
    ]);
    expect([...(permissions[0]?.rights ?? [])]).toEqual(['read', 'write']);
  });
});

describe('the comparison', () => {
  test('finds a changed property, a missing docfield and another order', () => {
    const ours = modelOf([
      { fieldname: 'a', fieldtype: 'Data', label: 'A' },
      { fieldname: 'b', fieldtype: 'Int' },
    ]);
    const theirs = modelOf([
      { fieldname: 'b', fieldtype: 'Int' },
      { fieldname: 'a', fieldtype: 'Data', label: 'B' },
    ]);
    expect(differences(ours, ours)).toEqual([]);
    expect(differences(ours, theirs)).toEqual([
      'Thing order 0: gateway "a", site "b"',
      'Thing order 1: gateway "b", site "a"',
      'Thing.a label: gateway "A", site "B"',
    ]);
    expect(differences(ours, undefined)).toEqual(['Thing: is on one side alone']);
  });
});

describe('a Property Setter', () => {
  const cast = (property_type: string, value: unknown) => {
    const setter = { doctype_or_field: 'DocField', field_name: 'a', property: 'hidden', property_type, value };
    return applyPropertySetters({ name: 'Thing' }, [{ fieldname: 'a' }], [setter]).docfields[0]?.hidden;
  };

  test('is cast by its type', () => {
    expect([cast('Check', '1'), cast('Check', '0'), cast('Check', null), cast('Int', '12')]).toEqual([1, 0, 0, 12]);
    expect([cast('Data', '1'), cast('Text', 'x'), cast('Float', '1.5'), cast('Int', 'x')]).toEqual(['1', 'x', 1.5, 0]);
  });

  // frappe/utils/data.py reads a Check by `cint(sbool(value))`.
  test('reads "true" in a Check as Frappe does', () => {
    expect([cast('Check', 'True'), cast('Check', 'true'), cast('Check', 'False')]).toEqual([1, 1, 0]);
  });

  test('leaves the rows alone that it is applied to', () => {
    const row = Object.freeze({ fieldname: 'a', label: 'A' });
    const setter = {
      doctype_or_field: 'DocField',
      field_name: 'a',
      property: 'label',
      property_type: 'Data',
      value: 'B',
    };
    const merged = applyPropertySetters(Object.freeze({ name: 'Thing' }), [row], [setter]);
    expect([row.label, merged.docfields[0]?.label]).toEqual(['A', 'B']);
  });
});

describe("the framework's own DocTypes", () => {
  // frappe/model/meta.py, `special_doctypes`: DocType, DocField, DocPerm, Module Def and the three tables of a DocType.
  const raw = (doctype: string) =>
    rawModel(doctype, [{ fieldname: 'a', fieldtype: 'Data', parent: doctype }], {
      'Property Setter': [
        {
          doc_type: doctype,
          doctype_or_field: 'DocField',
          field_name: 'a',
          property: 'label',
          property_type: 'Data',
          value: 'B',
        },
      ],
      'Custom Field': [{ dt: doctype, fieldname: 'custom_b', fieldtype: 'Data', insert_after: 'a' }],
      'Custom DocPerm': [{ parent: doctype, role: 'Guest', read: 1 }],
      DocPerm: [{ parent: doctype, role: 'System Manager', read: 1 }],
    });

  test('keep the permissions that they are shipped with', () => {
    for (const doctype of ['DocType', 'DocField', 'DocPerm', 'Custom DocPerm', 'Module Def']) {
      const permissions = mergeSiteModel(raw(doctype)).doctypes.get(doctype)?.permissions;
      expect(permissions?.map(({ role }) => role)).toEqual(['System Manager']);
    }
  });

  test('take no Custom Field and no Property Setter', () => {
    for (const doctype of ['DocType', 'DocField', 'Module Def', 'DocType Link']) {
      const docfields = mergeSiteModel(raw(doctype)).doctypes.get(doctype)?.docfields;
      expect(docfields?.map(({ fieldname, label }) => [fieldname, label])).toEqual([['a', null]]);
    }
  });

  test('take Custom Fields on DocPerm from v17 on', () => {
    const fieldnames = (frappeVersion: string) => {
      const model = raw('DocPerm');
      const merged = mergeSiteModel({ ...model, info: { ...model.info, frappeVersion } });
      return merged.doctypes.get('DocPerm')?.docfields.map(({ fieldname }) => fieldname);
    };
    expect(fieldnames('16.9.0')).toEqual(['a']);
    expect(fieldnames('17.0.0-dev')).toEqual(['a', 'custom_b']);
  });
});

const { FRAPPE_URL, FRAPPE_API_KEY, FRAPPE_API_SECRET } = process.env;
const isRealSiteGiven = Boolean(FRAPPE_URL && FRAPPE_API_KEY && FRAPPE_API_SECRET);
const skipReason = isRealSiteGiven ? '' : ' (skipped: FRAPPE_URL, FRAPPE_API_KEY and FRAPPE_API_SECRET name no site)';

describe.skipIf(!isRealSiteGiven)(`the model of the real site${skipReason}`, () => {
  test('equals what getdoctype answers, for every DocType', async () => {
    const metadata = connect(String(FRAPPE_URL), `token ${FRAPPE_API_KEY}:${FRAPPE_API_SECRET}`);
    try {
      expect(await mergeDifferences(metadata)).toEqual([]);
    } finally {
      await metadata.client.close();
    }
  }, 120_000);
});

function addCustomField(site: DemoSite, doctype: string, docfield: Record<string, unknown>): void {
  const name = `${doctype}-${docfield.fieldname}`;
  site.database.insert('Custom Field', { name, dt: doctype, label: 'Custom', fieldtype: 'Data', ...docfield });
}

function addSetter(
  site: DemoSite,
  doctype: string,
  fieldname: string | null,
  property: string,
  propertyType: string,
  value: string,
): void {
  site.database.insert('Property Setter', {
    name: `${doctype}-${fieldname ?? 'main'}-${property}`,
    doctype_or_field: fieldname === null ? 'DocType' : 'DocField',
    doc_type: doctype,
    field_name: fieldname,
    property,
    property_type: propertyType,
    value,
  });
}

function addPermission(site: DemoSite, doctype: string, permission: Record<string, unknown>): void {
  site.database.insert('Custom DocPerm', {
    name: `perm-${doctype}-${permission.role}`,
    parent: doctype,
    ...permission,
  });
}

async function metaOf(site: MetadataSite, doctype: string): Promise<DocTypeMeta> {
  const meta = (await readModel(site)).model.doctypes.get(doctype);
  if (meta === undefined) throw new Error(`The model has no ${doctype}.`);
  return meta;
}

function modelOf(docfields: Record<string, unknown>[]): DocTypeMeta | undefined {
  const raw = rawModel(
    'Thing',
    docfields.map((row) => ({ ...row, parent: 'Thing' })),
    {},
  );
  return mergeSiteModel(raw).doctypes.get('Thing');
}

function rawModel(doctype: string, docfields: Record<string, unknown>[], tables: RawSiteModel['tables']): RawSiteModel {
  const capabilities = capabilitiesOf();
  const info = { frappeVersion: '15.0.0', apps: [], timeZone: 'UTC', capabilities };
  return {
    info,
    tables: { DocType: [{ name: doctype }], DocField: docfields, ...tables },
    merged: null,
    fingerprint: '',
  };
}
