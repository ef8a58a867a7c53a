import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SortKey } from '../../src/query/plan/sort-order.ts';
import { decodeCursor, encodeCursor } from '../../src/schema/arguments/cursors.ts';
import { decodeNodeId, encodeNodeId } from '../../src/schema/model/node-id.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const order: fc.Arbitrary<SortKey[]> = fc.uniqueArray(
  fc.record({
    fieldname: fc.constantFrom('status', 'größe', 'order_date', 'grand_total'),
    direction: fc.constantFrom('asc', 'desc'),
  }),
  { maxLength: 3, selector: (key) => key.fieldname },
);

describe('a node ID', () => {
  test('gives back the DocType and the name that it was made of, whatever they hold', () => {
    fc.assert(
      fc.property(text, text, (doctype, name) => {
        expect(decodeNodeId(encodeNodeId(doctype, name))).toEqual({ doctype, name });
        expect(encodeNodeId(doctype, name)).toMatch(/^[A-Za-z0-9_-]+$/);
      }),
    );
  });

  test('is another for another document', () => {
    fc.assert(
      fc.property(text, text, text, text, (doctype, name, otherDoctype, otherName) => {
        fc.pre(doctype !== otherDoctype || name !== otherName);
        expect(encodeNodeId(doctype, name)).not.toBe(encodeNodeId(otherDoctype, otherName));
      }),
    );
  });

  test('is never read out of anything else', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.json().map((json) => Buffer.from(json).toString('base64url')),
        ),
        (id) => {
          const decoded = decodeNodeId(id);
          if (decoded !== null) expect([typeof decoded.doctype, typeof decoded.name]).toEqual(['string', 'string']);
        },
      ),
    );
  });
});

describe('a cursor', () => {
  test("gives back the row's place in its own order, and is refused in any other", () => {
    const value = fc.oneof(
      text,
      fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0)),
      fc.constant(null),
    );
    fc.assert(
      fc.property(
        order,
        order,
        fc.record({ status: value, größe: value, order_date: value, grand_total: value, name: text }),
        (keys, otherKeys, row) => {
          const cursor = encodeCursor(row, keys);
          expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
          const position = decodeCursor(cursor, keys, 'after');
          expect(position).toEqual([...keys.map(({ fieldname }) => row[fieldname as 'status']), row.name]);
          if (JSON.stringify(keys) !== JSON.stringify(otherKeys)) {
            expect(() => decodeCursor(cursor, otherKeys, 'after')).toThrow('after is a cursor of another order.');
          }
        },
      ),
    );
  });

  test('made of anything else is refused with BAD_USER_INPUT', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.json().map((json) => Buffer.from(json).toString('base64url')),
        ),
        order,
        (garbage, keys) => {
          expect(() => decodeCursor(garbage, keys, 'before')).toThrow(
            /^before is (not a cursor of this API|a cursor of another order)\.$/,
          );
        },
      ),
    );
  });
});
