import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toDocumentRequest } from '../../src/frappe/document-request.ts';
import { type ListQuery, MAX_PATH_BYTES, toListRequest } from '../../src/frappe/list-request.ts';
import { toReadMethodRequest } from '../../src/frappe/method-request.ts';

const QUERY: ListQuery = { doctype: 'Shop Order', fields: ['name'], orderBy: 'name asc', limit: 20 };

describe('a list call', () => {
  test('is a GET with every parameter as Frappe reads it', () => {
    const query: ListQuery = {
      ...QUERY,
      fields: ['name', 'größe', { items: ['qty'] }],
      filters: [['status', 'in', ['A & B', '50%', 'c+d', '?#/']]],
      orFilters: [['customer', '=', 'Zoë "Q" Ltd']],
      groupBy: '`tabShop Order`.`name`',
      start: 40,
      limit: 0,
      parent: 'Shop Order',
      debug: true,
    };
    const request = toListRequest(query);
    expect(request).toMatchObject({ verb: 'GET', isRead: true });
    expect(request.path).toMatch(/^\/api\/resource\/Shop%20Order\?/);
    expect(request.path).toMatch(/^[\x21-\x7e]+$/);
    expect(parameters(request.path)).toEqual({
      fields: JSON.stringify(query.fields),
      filters: JSON.stringify(query.filters),
      or_filters: JSON.stringify(query.orFilters),
      group_by: '`tabShop Order`.`name`',
      order_by: 'name asc',
      limit_start: '40',
      limit_page_length: '0',
      parent: 'Shop Order',
      debug: '1',
    });
  });

  test('leaves out what is empty, and always says how many rows', () => {
    expect(parameters(toListRequest({ ...QUERY, filters: [], orFilters: [], start: 0, orderBy: null }).path)).toEqual({
      fields: '["name"]',
      limit_page_length: '20',
    });
  });

  test('goes by POST to the same code where the URL is too long for gunicorn', () => {
    const names = Array.from({ length: 400 }, (_, index) => `SO-2026-${index}`);
    const request = toListRequest({ ...QUERY, filters: [['name', 'in', names]] });
    expect(request).toEqual({
      verb: 'POST',
      path: '/api/method/frappe.client.get_list',
      isRead: true,
      reads: { doctype: 'Shop Order', names },
      exactNumbers: [],
      body: {
        doctype: 'Shop Order',
        fields: ['name'],
        filters: [['name', 'in', names]],
        order_by: 'name asc',
        limit_page_length: 20,
      },
    });
  });

  test('is cut over exactly where the path has more bytes than are taken', () => {
    const withPadding = (length: number) => toListRequest({ ...QUERY, filters: [['name', '=', 'x'.repeat(length)]] });
    const base = withPadding(1).path.length - 1;
    const longest = MAX_PATH_BYTES - base;
    expect(withPadding(longest)).toMatchObject({ verb: 'GET' });
    expect(withPadding(longest).path).toHaveLength(MAX_PATH_BYTES);
    expect(withPadding(longest + 1)).toMatchObject({ verb: 'POST' });
  });

  test('carries the same parameters by either verb, whatever the values hold', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        fc.integer({ min: 0, max: 300 }),
        (value, repeats) => {
          const filters = [['customer', 'in', [value, ...Array.from({ length: repeats }, () => value)]]] as const;
          const request = toListRequest({ ...QUERY, filters });
          if (request.verb === 'POST') expect((request.body as { filters: unknown }).filters).toEqual(filters);
          else expect(JSON.parse(parameters(request.path).filters ?? '')).toEqual(filters);
          // A `cmd` anywhere would have the whole request taken for another one.
          expect(parameters(request.path).cmd).toBeUndefined();
        },
      ),
    );
  });

  test("cannot be led to another path by a DocType's name", () => {
    for (const doctype of ['../method/frappe.client.delete', 'A/B', 'A?cmd=x', 'A#b', 'A%2FB', 'Ä ö']) {
      const { path } = toListRequest({ ...QUERY, doctype });
      expect(new URL(path, 'http://site').pathname).toBe(`/api/resource/${encodeURIComponent(doctype)}`);
    }
  });
});

describe('a document call', () => {
  test('holds any name in one part of the path', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 140 }).filter((name) => !/^\.{1,2}$/.test(name)),
        (name) => {
          const { path } = toDocumentRequest('Shop Order', name, []);
          const parts = new URL(path, 'http://site').pathname.split('/');
          expect(parts).toHaveLength(5);
          expect(decodeURIComponent(parts[4] ?? '')).toBe(name);
        },
      ),
    );
  });
});

describe('a call of a method that reads', () => {
  test('goes by GET, and by POST where its arguments are too long', () => {
    expect(toReadMethodRequest('frappe.ping', {})).toEqual({
      verb: 'GET',
      path: '/api/method/frappe.ping',
      isRead: true,
    });
    expect(toReadMethodRequest('a.b', { doctype: 'A & B', n: 3 }).path).toBe('/api/method/a.b?doctype=A+%26+B&n=3');
    const long = { doctype: 'x'.repeat(4_000) };
    expect(toReadMethodRequest('a.b', long)).toEqual({
      verb: 'POST',
      path: '/api/method/a.b',
      body: long,
      isRead: true,
      reads: { doctype: long.doctype, names: 'any' },
    });
  });
});

function parameters(path: string): Record<string, string> {
  return Object.fromEntries(new URL(path, 'http://site').searchParams);
}
