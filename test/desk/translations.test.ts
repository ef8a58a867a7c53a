import { describe, expect, test } from 'vitest';
import type { DemoSite, FrappeMajor } from '../../demo/demo-site.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';

const FORM = `{
  formMeta(doctype: "Shop Order") {
    doctype
    label
    fields { fieldname label fieldtype options choices { value label name } }
  }
}`;

/** Versions with the call that returns all translations, and without it. */
const VERSIONS: FrappeMajor[] = [14, 15, 16, 17];

describe.each(VERSIONS)('on v%i', (version) => {
  test('a form is in the language of the user, with its names and values as they are', async () => {
    await using gateway = await startGerman(version);
    const { data } = await gateway.query(FORM, { as: 'alice' });
    expect(data.formMeta).toMatchObject({ doctype: 'Shop Order', label: 'Bestellung' });
    expect(field(data, 'order_date')).toMatchObject({ fieldname: 'order_date', label: 'Bestelldatum' });
    expect(field(data, 'status')).toMatchObject({ options: 'Draft\nOpen\nClosed\nCancelled' });
    const choices = field(data, 'status').choices as unknown[];
    expect(choices).toContainEqual({ value: 'Open', label: 'Offen', name: 'Open' });
    // Sites before v17 return the translations of the site, and not those of its apps.
    const draft = version === 17 ? 'Entwurf' : 'Draft';
    expect(choices).toContainEqual({ value: 'Draft', label: draft, name: 'Draft' });
    expect(field(data, 'region')).toMatchObject({ label: 'Region', fieldtype: 'Link', options: 'Shop Region' });
  });

  test('a translation for the DocType comes before one for all', async () => {
    await using gateway = await startGerman(version);
    const query = `{
      order: formMeta(doctype: "Shop Order") { fields { fieldname label } }
      delivery: formMeta(doctype: "Shop Delivery Stop") { fields { fieldname label } }
    }`;
    const { data } = await gateway.query(query, { as: 'alice' });
    expect(labelOf(data.order, 'customer')).toBe('Auftraggeber');
    expect(labelOf(data.delivery, 'customer')).toBe(version === 17 ? 'Kunde' : 'Customer');
  });

  test('another user of the same gateway has their own language', async () => {
    await using gateway = await startGerman(version, { TRANSLATION_CACHE_SECONDS: '3600' });
    const german = await gateway.query(FORM, { as: 'alice' });
    const english = await gateway.query(FORM, { as: 'carol' });
    const austrian = await gateway.query(FORM, { as: 'bob' });
    expect(field(german.data, 'order_date').label).toBe('Bestelldatum');
    expect(field(english.data, 'order_date').label).toBe('Order Date');
    expect(field(austrian.data, 'order_date').label).toBe('Datum der Bestellung');
    expect(field(austrian.data, 'status').choices).toContainEqual({ value: 'Open', label: 'Offen', name: 'Open' });
  });

  test('a user without a language has that of the site', async () => {
    await using gateway = await startTestGateway({ version });
    gateway.site.database.insert('Singles', { doctype: 'System Settings', field: 'language', value: 'de' });
    const { data } = await gateway.query(FORM, { as: 'alice' });
    expect(field(data, 'order_date').label).toBe('Bestelldatum');
  });

  test('workflow actions and states are labelled, and keep their names', async () => {
    await using gateway = await startGerman(version);
    const query = `{
      shopReturn(name: "RET-00001") {
        _meta { workflow { state stateLabel transitions { action label nextState nextStateLabel } } }
      }
    }`;
    const { data } = await gateway.query(query, { as: 'alice' });
    expect(data.shopReturn._meta.workflow).toEqual({
      state: 'Draft',
      stateLabel: version === 17 ? 'Entwurf' : 'Draft',
      transitions: [
        {
          action: 'Submit for Approval',
          label: 'Zur Freigabe einreichen',
          nextState: 'Pending Approval',
          nextStateLabel: 'Pending Approval',
        },
      ],
    });
  });
});

describe('titles', () => {
  const COUNTRIES = '{ countries(orderBy: [{ name: ASC }]) { nodes { name country_name _meta { title } } } }';

  test('are translated where the site translates the names of a DocType', async () => {
    await using gateway = await startGerman(17);
    const { data } = await gateway.query(COUNTRIES);
    expect(data.countries.nodes[1]).toEqual({
      name: 'Germany',
      country_name: 'Germany',
      _meta: { title: 'Deutschland' },
    });
  });

  test('stay as they are elsewhere, and cost no call there', async () => {
    await using gateway = await startGerman(17);
    const query = '{ shopTags(orderBy: [{ name: ASC }]) { nodes { name _meta { title } } } }';
    const { data } = await gateway.query(query, { as: 'alice' });
    expect(data.shopTags.nodes).toContainEqual({ name: 'Gold', _meta: { title: 'Gold' } });
    expect(gateway.site.requests).toHaveLength(1);
  });

  test.each([
    ['de', 'Deutschland'],
    ['de-DE,de;q=0.9,en;q=0.5', 'Deutschland'],
    ['en;q=0.5, de', 'Deutschland'],
    ['en, de;q=0.9', 'Germany'],
    ['xx, *;q=0.1', 'Germany'],
    ['de;q=0', 'Germany'],
    ['', 'Germany'],
  ])('are for a guest who accepts %j: %s', async (accepted, title) => {
    await using gateway = await startTestGateway({ version: 17 }, {}, letGuestsReadCountries);
    const query = '{ country(name: "Germany") { _meta { title } } }';
    const { data } = await gateway.query(query, { as: 'guest', headers: { 'accept-language': accepted } });
    expect(data.country._meta.title).toBe(title);
  });

  test('are in the language of a user, whatever they accept', async () => {
    await using gateway = await startGerman(17);
    const headers = { 'accept-language': 'fr' };
    const { data } = await gateway.query('{ country(name: "Germany") { _meta { title } } }', { headers });
    expect(data.country._meta.title).toBe('Deutschland');
  });
});

describe('the calls', () => {
  const CACHED = { TRANSLATION_CACHE_SECONDS: '3600', IDENTITY_CACHE_SECONDS: '60' };

  test('are made once for a language, however many ask at once', async () => {
    await using gateway = await startGerman(17, CACHED);
    const asked = await Promise.all(Array.from({ length: 5 }, () => gateway.query(FORM, { as: 'alice' })));
    for (const { data } of asked) expect(data.formMeta.label).toBe('Bestellung');
    await gateway.query(FORM, { as: 'alice' });
    expect(translationCalls(gateway)).toEqual(['/api/method/frappe.translate.get_boot_translations?lang=de&_lang=de']);
  });

  test('carry no credential', async () => {
    await using gateway = await startGerman(17);
    await gateway.query(FORM, { as: 'alice' });
    const [call] = gateway.site.requests.filter(({ path }) => path.includes('get_boot_translations'));
    expect(call?.headers).not.toHaveProperty('authorization');
  });

  test('are repeated once the translations are old, and nobody waits for them', async () => {
    await using gateway = await startGerman(17, { ...CACHED, TRANSLATION_CACHE_SECONDS: '1' });
    await gateway.query(FORM, { as: 'alice' });
    gateway.site.database.run(
      "UPDATE `tabTranslation` SET translated_text = 'Order!' WHERE source_text = 'Shop Order'",
    );
    await expect
      .poll(async () => (await gateway.query(FORM, { as: 'alice' })).data.formMeta.label, { timeout: 5_000 })
      .toBe('Order!');
  });

  test.each(['get_boot_translations', 'User'])('a failing call (%s) leaves the texts as they are', async (part) => {
    await using gateway = await startGerman(17);
    gateway.site.fault = ({ path }) =>
      path.includes(part) && !path.includes('get_logged_user') && !path.includes('roles') ? { status: 500 } : undefined;
    const { data, errors } = await gateway.query(FORM, { as: 'alice' });
    expect(errors).toBeUndefined();
    expect(data.formMeta.label).toBe('Shop Order');
    expect(gateway.gateway.log.join('\n')).toContain('translations could not be read');
  });
});

async function startGerman(version: FrappeMajor, env: Record<string, string> = {}): Promise<TestGateway> {
  const gateway = await startTestGateway({ version }, env);
  const { database } = gateway.site;
  for (const user of ['alice@example.com', 'gateway@example.com']) database.update('User', user, { language: 'de' });
  database.update('User', 'bob@example.com', { language: 'de-AT' });
  return gateway;
}

function letGuestsReadCountries({ database }: DemoSite): void {
  const rule = { parent: 'Country', parenttype: 'DocType', parentfield: 'permissions' };
  database.insert('DocPerm', { ...rule, name: 'guests-country', role: 'Guest', permlevel: 0, read: 1, idx: 9 });
}

/** The calls for translations, by what they ask for. */
function translationCalls({ site }: TestGateway): string[] {
  return site.requests.map(({ path }) => path).filter((path) => /translat/i.test(path));
}

interface Field {
  fieldname: string;
  label: string | null;
  choices?: unknown[];
}

function field({ formMeta }: { formMeta: { fields: Field[] } }, fieldname: string): Field {
  const found = formMeta.fields.find((each) => each.fieldname === fieldname);
  if (found === undefined) throw new Error(`There is no docfield ${fieldname}.`);
  return found;
}

function labelOf(form: { fields: Field[] }, fieldname: string): string | null {
  return field({ formMeta: form }, fieldname).label;
}
