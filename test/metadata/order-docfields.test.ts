import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { orderDocfields } from '../../src/metadata/order-docfields.ts';
import type { RawRow } from '../../src/metadata/site-model.ts';

/**
 * Forms with standard and custom docfields, and the order in which `sort_fields` of frappe/model/meta.py puts them:
 * made by running that method of 14.81.4, 15.44.2, 16.0.0-dev and 17.0.0-dev over 80 random forms.
 */
interface FieldOrder {
  /** Fieldname and fieldtype; a third part, `insert_after`, makes a custom docfield. */
  docfields: [fieldname: string, fieldtype: string, insertAfter?: string | null][];
  fieldOrder: string | null;
  /** v14 and v15. */
  v14: string[];
  /** v16 and v17, where those differ: there, a custom Section or Column Break takes its place before the next break. */
  v16?: string[];
}

const file = new URL('../fixtures/field-orders.json', import.meta.url);
const cases = JSON.parse(readFileSync(file, 'utf8')) as FieldOrder[];

describe('the order of docfields', () => {
  test('equals that of Frappe v14 and v15', () => {
    for (const { docfields, fieldOrder, v14 } of cases) {
      expect(order(docfields, fieldOrder, 15), JSON.stringify({ docfields, fieldOrder })).toEqual(v14);
    }
  });

  test('equals that of Frappe v16 and v17', () => {
    for (const { docfields, fieldOrder, v14, v16 = v14 } of cases) {
      expect(order(docfields, fieldOrder, 16), JSON.stringify({ docfields, fieldOrder })).toEqual(v16);
    }
  });

  test('passes over a field_order that is not a JSON list', () => {
    for (const fieldOrder of ['', 'not json', '{"a": 1}', '"s1"', 'null', '[', 7, null, undefined]) {
      expect(
        order(
          [
            ['s0', 'Data'],
            ['s1', 'Data'],
            ['c0', 'Data', 's0'],
          ],
          fieldOrder,
        ),
      ).toEqual(['s0', 'c0', 's1']);
    }
  });

  test('loses no docfield where anchors go round in a circle', () => {
    const docfields: FieldOrder['docfields'] = [
      ['s0', 'Data'],
      ['c0', 'Data', 'c1'],
      ['c1', 'Data', 'c0'],
      ['c2', 'Data', 'c2'],
    ];
    expect(order(docfields, null).sort()).toEqual(['c0', 'c1', 'c2', 's0']);
  });
});

function order(docfields: FieldOrder['docfields'], fieldOrder: unknown, major = 15): string[] {
  const rows = docfields.map(
    ([fieldname, fieldtype, insertAfter]): RawRow =>
      insertAfter === undefined
        ? { fieldname, fieldtype }
        : { fieldname, fieldtype, is_custom_field: 1, insert_after: insertAfter },
  );
  return orderDocfields(rows, fieldOrder, major >= 16).map((row) => String(row.fieldname));
}
