import { afterEach, describe, expect, test } from 'vitest';
import type { DemoSite, FrappeMajor } from '../../demo/demo-site.ts';
import { DEMO_PASSWORD } from '../../demo/sign-in/sign-in-state.ts';
import type { QueryOptions, TestGateway } from '../support/start-gateway.ts';
import { useGateway } from '../support/use-gateway.ts';

const VERSIONS: readonly FrappeMajor[] = [14, 15, 16, 17];
const ORDER = 'mutation ($input: ShopOrderInput) { createShopOrder(input: $input) { shopOrder { name } } }';
const CUSTOMER = 'mutation ($input: ShopCustomerInput) { createShopCustomer(input: $input) { shopCustomer { name } } }';
const ITEM = { item: 'ITEM-0001', qty: 1 };
const GOOD = { customer: 'CUST-00001', order_date: '2026-03-01', items: [ITEM] };
const MISSING_IN_ROW = 'Fehler: Shop Order Item Zeile #1: Wert fehlt für: Artikel';
const GERMAN = { 'accept-language': 'de' };

describe.each(VERSIONS)('a refusal of v%i', (version) => {
  const gateway = useGateway({ version });

  test.each([
    ['de', 'one mandatory field', ORDER, { ...GOOD, customer: null }, 'Wert fehlt für', 'input.customer'],
    ['de', 'a mandatory table', ORDER, { ...GOOD, items: [] }, 'fehlen', 'input.items'],
    ['de', 'a row of the first table', ORDER, { ...GOOD, items: [ITEM, { qty: 1 }] }, 'Zeile #2', 'input.items.1.item'],
    ['de', 'a row of the second table', ORDER, { ...GOOD, taxes: [{ tax_rate: 7 }] }, '#1', 'input.taxes.0.tax_name'],
    ['de', 'a unique value', CUSTOMER, { customer_name: 'A', email: 'c1@customers.test' }, 'einmalig', 'input.email'],
    ['de', 'a link', CUSTOMER, { customer_name: 'A', region: 'Mordor' }, 'konnte nicht gefunden', 'input.region'],
    ['ar', 'one mandatory field', ORDER, { ...GOOD, customer: null }, 'قيمة مفقودة', 'input.customer'],
    ['ar', 'a row', ORDER, { ...GOOD, items: [{ qty: 1 }] }, '#1', 'input.items.0.item'],
    ['ar', 'a unique value', CUSTOMER, { customer_name: 'A', email: 'c1@customers.test' }, 'فريدة', 'input.email'],
    ['ar', 'a link', CUSTOMER, { customer_name: 'A', region: 'Mordor' }, 'لا يمكن أن تجد', 'input.region'],
  ])('in the language %s names %s', async (language, _, query, input, words, field) => {
    const error = await refused(gateway, query, input, { headers: { 'accept-language': language } });
    expect(error?.message).toContain(words);
    expect(error?.extensions).toMatchObject({ field });
  });

  test('names each of several missing fields with its message, and shows nothing of the exception', async () => {
    const error = await refused(gateway, ORDER, { items: [{ qty: 1 }], taxes: [{ tax_rate: 1 }] });
    expect(error?.extensions).toMatchObject({ field: 'input.taxes.0.tax_name' });
    expect(error?.extensions.fields).toEqual([
      { field: 'input.customer', message: expect.stringMatching(/: (Auftraggeber|Kunde)$/) },
      { field: 'input.items.0.item', message: expect.stringContaining('Zeile #1') },
      { field: 'input.taxes.0.tax_name', message: expect.stringContaining('Zeile #1') },
    ]);
    expect(JSON.stringify(error)).not.toMatch(/frappe\.exceptions|traceback|"named"/i);
  });

  test('is read in the language of the user of a session, whatever the client accepts', async () => {
    gateway.site.database.run("UPDATE `tabUser` SET language = 'de' WHERE name = 'carol@example.com'");
    const headers = { cookie: `sid=${await signIn(gateway.site)}`, 'sec-fetch-site': 'same-origin' };
    const input = { ...GOOD, items: [{ ...ITEM, custom_serial_no: 'x' }], region: 'Mordor' };
    const { message, extensions } = (await refused(gateway, ORDER, input, { as: 'guest', headers })) ?? {};
    expect([message, extensions?.field]).toEqual(['Region: Mordor konnte nicht gefunden werden', 'input.region']);
  });
});

describe('the links of several rows', () => {
  const gateway = useGateway({ version: 17 });

  test('are all named if one message is about them', async () => {
    const items = [ITEM, { item: 'NO-1', qty: 1 }, { item: 'NO-2', qty: 1 }];
    const error = await refused(gateway, ORDER, { ...GOOD, items });
    expect(error?.message).toBe('Zeile #2: Artikel: NO-1, Zeile #3: Artikel: NO-2 konnte nicht gefunden werden');
    const fields = error?.extensions.fields as { field: string }[];
    expect(fields.map(({ field }) => field)).toEqual(['input.items.1.item', 'input.items.2.item']);
  });
});

describe.each<FrappeMajor>([15, 17])('a message of v%i without fieldnames', (version) => {
  const gateway = useGateway({ version }, {}, makeAmbiguous);
  afterEach(() => {
    gateway.site.fault = undefined;
  });
  const isLate = version === 17;
  const long = `Bestelldatum ${'x'.repeat(90)}`;

  test('Frappe’s own is read by its words, where the site returns its translations', async () => {
    const message = 'Der Wert kann für Shop Customer nicht negativ sein: Mitarbeiter';
    throwText(gateway, message, 'NonNegativeError');
    const error = await refused(gateway, CUSTOMER, { customer_name: 'A' });
    expect([error?.message, error?.extensions.field]).toEqual([message, isLate ? 'input.employees' : undefined]);
  });

  test.each([
    [
      `Kunde C-1: 'Kundenname' (${long}) wird abgeschnitten werden, da maximal 80 Zeichen erlaubt sind`,
      'customer_name',
    ],
    ['a@b.c ist keine gültige E-Mail-Adresse', 'email'],
  ])('is found by the value in it: “%s”', async (message, field) => {
    const excType = field === 'email' ? 'InvalidEmailAddressError' : 'CharacterLengthExceededError';
    throwText(gateway, message, excType);
    const error = await refused(gateway, CUSTOMER, { customer_name: long, email: 'a@b.c' });
    expect(error?.extensions.field).toBe(`input.${field}`);
  });

  test.each([
    [
      'InvalidPhoneNumberError',
      '+49-30123456 is not a valid Phone',
      { contacts: [{ phone: '+49-30123456' }] },
      'contacts.0.phone',
    ],
    [
      'UpdateAfterSubmitError',
      'Es ist nicht erlaubt, X nach dem Buchen von A auf Berlin zu ändern',
      { city: 'Berlin' },
      'city',
    ],
  ])('of the type %s is about its value, and not about a label in it', async (excType, message, input, field) => {
    throwText(gateway, message, excType);
    const error = await refused(gateway, CUSTOMER, { customer_name: 'A', ...input });
    expect([error?.message, error?.extensions.field]).toEqual([message, `input.${field}`]);
  });

  test('of several fields that are missing is read by its words, too', async () => {
    throwText(gateway, ['Error: Value missing for Shop Order: Customer', MISSING_IN_ROW], 'MandatoryError');
    const error = await refused(gateway, ORDER, { items: [{ qty: 1 }] });
    expect(error?.extensions.fields).toEqual([
      { field: 'input.customer', message: 'Error: Value missing for Shop Order: Customer' },
      { field: isLate ? 'input.items.0.item' : null, message: MISSING_IN_ROW },
    ]);
  });

  test.each([
    // Of controllers.
    ['Zeile 2: Warenwert (Netto?) fehlt', 'input.taxes.1.tax_name'],
    ['Bestelldatum liegt zu weit zurück', 'input.order_date'],
    ['Order Date liegt zu weit zurück', 'input.order_date'],
    // The name of the DocType is no label, and here it is one within it.
    ['Bestellung ohne Auftraggeber', 'input.customer'],
    ['Bestellung ist falsch', undefined],
    // Two docfields are called by this name.
    ['Mehrdeutig ist falsch', undefined],
    ['Zeile #1: Mehrdeutig ist falsch', undefined],
  ])('“%s” names its field, or none', async (message, field) => {
    throwText(gateway, message);
    const error = await refused(gateway, ORDER, { ...GOOD, taxes: [{ tax_name: 'VAT' }] });
    expect([error?.message, error?.extensions.field]).toEqual([message, field]);
  });

  test('is about the only table that was sent with such a row', async () => {
    throwText(gateway, 'Zeile #1: Mehrdeutig ist falsch');
    const error = await refused(gateway, ORDER, GOOD);
    expect(error?.extensions.field).toBe('input.items.0.qty');
  });
});

/** A write that is refused; in German if nothing else is said. */
async function refused(gateway: TestGateway, query: string, input: object, options: QueryOptions = {}) {
  const { errors } = await gateway.query(query, {
    as: 'gateway',
    headers: GERMAN,
    ...options,
    variables: { input },
  });
  return errors?.[0] as { message: string; extensions: Record<string, unknown> } | undefined;
}

/** Has the site refuse as a controller that throws a text, and shows its users no exception. */
function throwText({ site }: TestGateway, text: string | string[], excType = 'ValidationError'): void {
  const shown = [text].flat().map((message) => JSON.stringify({ message, title: 'Meldung', indicator: 'red' }));
  const body = JSON.stringify({ exc_type: excType, _server_messages: JSON.stringify(shown) });
  site.fault = ({ method }) => (method === 'POST' ? { status: 417, body } : undefined);
}

/** Translations of the site itself: one for two labels of a DocType, and one with signs of patterns. */
function makeAmbiguous({ database }: DemoSite): void {
  const rows = ['Net Total', 'Tax Total', 'Qty', 'Tax Rate', 'Row'].map((text) => [
    text,
    text === 'Row' ? 'Zeile' : 'Mehrdeutig',
  ]);
  for (const [source_text = '', translated_text = ''] of [...rows, ['Tax Name', 'Warenwert (Netto?)']]) {
    const row = { name: `own-${source_text}`, language: 'de', source_text, translated_text };
    database.insert('Translation', { ...row, creation: '2026-01-01', modified: '2026-01-01', docstatus: 0, idx: 0 });
  }
}

async function signIn({ url }: DemoSite): Promise<string> {
  const credentials = new URLSearchParams({ usr: 'carol@example.com', pwd: DEMO_PASSWORD });
  const { headers } = await fetch(`${url}/api/method/login?${credentials}`, { method: 'POST' });
  return /sid=([^;]+)/.exec(headers.getSetCookie().join('\n'))?.[1] ?? '';
}
