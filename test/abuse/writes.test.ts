import { describe, expect, test } from 'vitest';
import { startTestGateway } from '../support/start-gateway.ts';
import { useGateway } from '../support/use-gateway.ts';

const gateway = useGateway();

const CREATE = 'mutation ($input: ShopCustomerInput) { createShopCustomer(input: $input) { shopCustomer { name } } }';
const long = (length: number) => 'x'.repeat(length);

/** What is wrong with a value of a customer, and what the gateway says of it. */
const WRONG: [what: string, input: Record<string, unknown>, message: string, field: string][] = [
  ['a date that is none', { customer_since: 'tomorrow' }, 'Date cannot be "tomorrow".', 'input.customer_since'],
  ['a day that no month has', { customer_since: '2026-02-30' }, 'Date cannot be "2026-02-30".', 'input.customer_since'],
  ['a day in the year 0', { customer_since: '0000-01-01' }, 'Date cannot be "0000-01-01".', 'input.customer_since'],
  ['a time that is none', { opening_time: '25' }, 'Time cannot be "25".', 'input.opening_time'],
  ['a time beyond the column', { opening_time: '999:00:00' }, 'It has more than 838 hours.', 'input.opening_time'],
  ['a moment that is none', { last_contact: 'now' }, 'LocalDateTime cannot be "now".', 'input.last_contact'],
  ['text for a number', { employees: 'abc' }, 'Int cannot represent non-integer value: "abc"', 'input.employees'],
  ['a fraction for an integer', { employees: 1.5 }, 'Int cannot represent non-integer value: 1.5', 'input.employees'],
  ['a negative number', { employees: -3 }, 'It cannot be negative.', 'input.employees'],
  ['text for a check', { is_vip: 'true' }, 'Boolean cannot represent a non boolean value: "true"', 'input.is_vip'],
  ['digits with commas', { credit_limit: '1,234.5' }, 'Decimal cannot be "1,234.5".', 'input.credit_limit'],
  [
    'too many digits',
    { credit_limit: '0.1234567891' },
    'It has more than 9 digits after the decimal point.',
    'input.credit_limit',
  ],
  [
    'too large a number',
    { credit_limit: '1e12' },
    'It has more than 12 digits before the decimal point.',
    'input.credit_limit',
  ],
  ['a rating beyond 1', { satisfaction: 7 }, 'Rating cannot be 7.', 'input.satisfaction'],
  ['an option that there is not', { customer_type: 'Alien' }, 'Value "Alien" does not exist', 'input.customer_type'],
  ['an e-mail address that is none', { email: 'not-an-email' }, 'not-an-email is not a valid e-mail', 'input.email'],
  ['JSON that is none', { preferences: '{bad' }, '"{bad" is not JSON.', 'input.preferences'],
  ['a place that is none', { location: '{bad' }, '"{bad" is not JSON.', 'input.location'],
  ['a colour that is none', { brand_color: '#red' }, 'Color cannot be "#red".', 'input.brand_color'],
  ['text that is too long', { customer_name: long(141) }, 'It has 141 characters, and 140', 'input.customer_name'],
  [
    'half a character',
    { customer_name: '\ud800' },
    '`input.customer_name`: is not valid Unicode',
    'input.customer_name',
  ],
  [
    'a null character',
    { customer_name: 'a\0b' },
    'It contains characters that are not valid Unicode text.',
    'input.customer_name',
  ],
  ['a wrong value in a row', { contacts: [{}, { birthday: 'x' }] }, 'Date cannot be "x".', 'input.contacts.1.birthday'],
  ['a wrong e-mail in a row', { contacts: [{ email: 'x' }] }, 'x is not a valid e-mail', 'input.contacts.0.email'],
  [
    'a row that has a name already',
    { contacts: [{ name: 'abc' }] },
    'A new row cannot have a name yet.',
    'input.contacts.0.name',
  ],
];

describe('a value that the site would store wrongly', () => {
  test.each(WRONG)('%s is refused with its path, and no call', async (_what, input, message, field) => {
    const answer = await gateway.query(CREATE, { as: 'carol', variables: { input } });
    expect(answer.errors).toHaveLength(1);
    expect(answer.errors?.[0]?.message).toContain(message);
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field });
    expect(gateway.site.requests).toEqual([]);
  });

  test('is refused in the query itself, too', async () => {
    const answer = await gateway.query(
      'mutation { createShopCustomer(input: { contacts: [{}, { birthday: "x" }] }) { shopCustomer { name } } }',
      { as: 'carol' },
    );
    expect(answer.errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'input.contacts.1.birthday' });
    expect(gateway.site.requests).toEqual([]);
  });
});

/** Keys that Frappe takes out of any body for itself, and columns that it keeps. */
const KEYS = [
  ...['cmd', 'data', 'run_method', 'sid', 'flags', 'ignore_permissions', 'csrf_token', 'doctype', 'name', 'usr', 'pwd'],
  ...['owner', 'creation', 'modified', 'modified_by', 'docstatus', 'idx', 'parent', 'amended_from', '__newname'],
  ...['order_count', 'read_only_code', 'help_html', 'do_it', '__proto__', 'constructor'],
];

describe('a key that is not a field', () => {
  test.each(KEYS)('%s cannot come from an input', async (key) => {
    const input = JSON.parse(`{ "customer_name": "X", "${key}": "frappe.client.get_list" }`);
    const answer = await gateway.query(CREATE, { as: 'carol', variables: { input } });
    expect(answer.errors?.[0]?.message).toContain('is not defined by type "ShopCustomerInput".');
    expect(answer.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(gateway.site.requests).toEqual([]);
  });
});

test.each(['cmd', 'data', 'run_method', 'sid'])(
  'a docfield called %s is sent where the site takes it for a value',
  async (fieldname) => {
    await using own = await startTestGateway();
    const { database } = own.site;
    const row = { name: `Shop Tag-${fieldname}`, dt: 'Shop Tag', fieldname, fieldtype: 'Data', label: fieldname };
    database.insert('Custom Field', row);
    await own.gateway.site.refresh();
    own.site.requests.length = 0;
    const input = `{ ${fieldname}: "frappe.client.get_list", description: "d" }`;
    const answer = await own.query(
      `mutation { updateShopTag(name: "Gold", input: ${input}) { shopTag { ${fieldname} description } messages { text } } }`,
      { as: 'carol' },
    );
    expect(answer.errors).toBeUndefined();
    expect(answer.data.updateShopTag.shopTag).toEqual({ [fieldname]: 'frappe.client.get_list', description: 'd' });
    const sent = JSON.parse(own.site.requests[0]?.body ?? '') as { data: string };
    expect(Object.keys(sent)).toEqual(['data']);
    expect(JSON.parse(sent.data)).toEqual({ [fieldname]: 'frappe.client.get_list', description: 'd' });
  },
);

describe('a name', () => {
  test.each([
    ['blank', ' ', 'A name cannot be blank.'],
    ['too long', long(141), 'A name has at most 140 characters, and this one has 141.'],
    ['with a bracket', '<b>', 'A name cannot contain < or >.'],
  ])('that is %s is given to no document', async (_what, name, message) => {
    const { errors } = await gateway.query(
      `mutation ($name: ID!) {
        createShopTag(input: { name: $name }) { shopTag { name } }
        renameShopTag(name: "Gold", newName: $name) { shopTag { name } }
      }`,
      { as: 'carol', variables: { name } },
    );
    expect(errors?.map((error) => [error.message, error.extensions])).toEqual([
      [message, { code: 'BAD_USER_INPUT', field: 'input.name' }],
      [message, { code: 'BAD_USER_INPUT', field: 'newName' }],
    ]);
    expect(gateway.site.requests).toEqual([]);
  });

  test.each([
    'updateShopTag(name: " ", input: {}) { shopTag { name } }',
    'deleteShopTag(name: " ") { name }',
    'submitShopOrder(name: " ") { shopOrder { name } }',
    'cancelShopOrder(name: "") { shopOrder { name } }',
    'amendShopOrder(name: "") { shopOrder { name } }',
    'duplicateShopTag(name: "") { shopTag { name } }',
    'renameShopTag(name: "", newName: "x") { shopTag { name } }',
  ])('that is blank is not an address: %s', async (field) => {
    const answer = await gateway.query(`mutation { ${field} }`, { as: 'carol' });
    expect(answer.errors?.[0]).toMatchObject({ message: 'A name cannot be blank.', extensions: { field: 'name' } });
    expect(gateway.site.requests).toEqual([]);
  });

  test('with characters of an address stays a name', async () => {
    for (const name of ['a/b', '../Shop Order', '?x=1', '%2e%2e', 'a#b', '...']) {
      gateway.site.requests.length = 0;
      await gateway.query('mutation ($name: ID!) { deleteShopTag(name: $name) { name } }', {
        as: 'carol',
        variables: { name },
      });
      const path = gateway.site.requests[0]?.path ?? '';
      expect(decodeURIComponent(path), name).toBe(`/api/resource/Shop Tag/${name}`);
    }
  });

  test('of another document in an update changes none', async () => {
    const answer = await gateway.query(
      'mutation { updateShopTag(name: "Gold", input: { name: "Export" }) { shopTag { name } } }',
      {
        as: 'carol',
      },
    );
    expect(answer.errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'input.name' });
    expect(gateway.site.requests).toEqual([]);
  });
});
