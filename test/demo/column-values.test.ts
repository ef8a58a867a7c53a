import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoSite, type FrappeMajor, startDemoSite } from '../../demo/demo-site.ts';

/** What a column makes of a value, as MariaDB and Frappe do on every version. */
describe.for<FrappeMajor>([14, 17])('a demo site of v%i', (version) => {
  let site: DemoSite;

  beforeAll(async () => {
    site = await startDemoSite({
      version,
      scale: 'small',
    });
  });

  afterAll(() => site.close());

  const send = async (method: string, path: string, body?: string): Promise<string> => {
    const headers = { authorization: site.authorization('gateway'), 'content-type': 'application/json' };
    const response = await fetch(`${site.url}${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
    return `${response.status} ${await response.text()}`;
  };
  const put = (body: string) => send('PUT', '/api/resource/Shop%20Customer/CUST-00001', body);
  const readBack = async (fieldname: string) => {
    const query = new URLSearchParams({ fields: `["${fieldname}"]`, filters: '{"name":"CUST-00001"}' });
    const [, value] = /\[\{"\w+":(.*)\}\]/.exec(await send('GET', `/api/resource/Shop%20Customer?${query}`)) ?? [];
    return value;
  };

  test.each([
    ['12345678.12', '12345678.12'],
    ['"999999999999.123"', '999999999999.123'],
    ['0.1234567895', '0.12345679'],
    ['0.00001', '1e-05'],
    ['118', '118.0'],
    ['-0.0000000004', '0.0'],
  ])('keeps %s of a Currency as decimal(21,9)', async (sent, stored) => {
    expect(await put(`{"credit_limit":${sent}}`)).toMatch(/^200 /);
    expect(Number(await readBack('credit_limit'))).toBe(Number(stored));
    if (!stored.startsWith('0.0')) expect(await readBack('credit_limit')).toBe(stored);
  });

  test.each([
    ['{"credit_limit":1000000000000}', "Out of range value for column 'credit_limit'"],
    ['{"opening_time":"noon"}', "Incorrect time value: 'noon'"],
    ['{"last_contact":"2026-11-21 25:00:00"}', "Incorrect datetime value: '2026-11-21 25:00:00'"],
    ['{"contacts":[{"contact_name":"A","birthday":"never"}]}', "Incorrect date value: 'never'"],
  ])('cannot store %s', async (body, message) => {
    const answer = await put(body);
    expect(answer).toMatch(/^500 /);
    expect(answer).toContain(message);
  });

  test.each([
    ['10:00:05.5', '10:00:5.5'],
    ['10:00', '10:00:00'],
    ['9:5', '9:05:00'],
    ['10:00:00.00001', '10:00:1e-05'],
    ['-10:30:00', '-11:30:00'],
    ['100:00:00', '100:00:00'],
    ['11:00', '11:00:00'],
  ])('echoes the Time %s as it was sent, and reads it as %s', async (sent, read) => {
    expect(await put(`{"opening_time":"${sent}"}`)).toContain(`"opening_time":"${sent}"`);
    expect(await readBack('opening_time')).toBe(`"${read}"`);
  });

  test('cannot save a document with a Time of more than a day, unless the Time is sent too', async () => {
    await put('{"opening_time":"30:00:00"}');
    expect(await put('{"city":"Paris"}')).toContain("Incorrect time value: '1 day, 6:00:00'");
    expect(await put('{"city":"Paris","opening_time":"30:00:00"}')).toMatch(/^200 /);
    await put('{"opening_time":"11:00:00"}');
  });

  test('sizes the columns of decimals by their docfields from v17 on', async () => {
    await put('{"discount_factor":0.123456}');
    expect(await readBack('discount_factor')).toBe(version === 17 ? '0.1235' : '0.123456');
    const large = await put('{"discount_factor":1234567890123.5}');
    expect(large).toContain(version === 17 ? '1234567890123.5' : 'Out of range value');
    await put('{"discount_factor":1}');
  });

  test('keeps every digit of JSON, and of whole numbers in a body', async () => {
    const json = '{"lead": 12345678901234567890, "share": 0.12345678901234567891}';
    await put(JSON.stringify({ preferences: json }));
    expect(await readBack('preferences')).toBe(JSON.stringify(json));
    expect(await put('{"preferences":[1]}')).toContain('cannot be a list');
    const echo = await send('POST', '/api/method/shopfloor.api.only_post', '{"value":12345678901234567890}');
    expect(echo).toContain('12345678901234567890');
  });

  test('has whole numbers beyond 2^53 where a column is long enough', async () => {
    site.database.run('UPDATE "tabShop Customer" SET "employees" = 9007199254740993 WHERE name = \'CUST-00001\'');
    expect(await readBack('employees')).toBe('9007199254740993');
    await put('{"employees":9007199254740995}');
    expect(await readBack('employees')).toBe('9007199254740995');
    await put('{"employees":1}');
  });
});
