import { describe, expect, test } from 'vitest';
import type { DocTypeMeta } from '../../src/metadata/doctype-meta.ts';
import type { SiteInfo } from '../../src/metadata/site-model.ts';
import type { AggregateOperation, Measure } from '../../src/operations/aggregate.ts';
import { hasExtremes, toAggregateQuery, toExtremeQuery } from '../../src/operations/aggregate-query.ts';

const doctype = { name: 'Shop Order' } as DocTypeMeta;
const wire = { filters: [['status', '=', 'Open']], orFilters: [], joinsRows: false } as const;
const status = { fieldname: 'status', isText: true };
const rank = { fieldname: 'rank', isText: false };

function measure(operation: AggregateOperation, fieldname: string, traits: Partial<Measure> = {}): Measure {
  const key = `${operation}__${fieldname}`;
  return { operation, fieldname, key, isExact: false, isWhole: false, isNullable: false, ...traits };
}

describe('an aggregate as a list call', () => {
  const measures = [measure('sum', 'grand_total', { isExact: true }), measure('avg', 'qty')];

  test('is text with the names of tables where the site takes text', () => {
    expect(toAggregateQuery({ doctype, wire, groupBy: [status, rank], measures, limit: 5 }, false)).toEqual({
      doctype: 'Shop Order',
      fields: [
        'status',
        'rank',
        'count(name) as count__name',
        'sum(`tabShop Order`.`grand_total`) as sum__grand_total',
        'avg(`tabShop Order`.`qty`) as avg__qty',
      ],
      filters: [['status', '=', 'Open']],
      orFilters: [],
      groupBy: '`tabShop Order`.`status`, `tabShop Order`.`rank`',
      orderBy: '`tabShop Order`.`status` asc, `tabShop Order`.`rank` asc',
      limit: 5,
      exactNumbers: ['sum__grand_total'],
    });
  });

  test('is objects with plain columns where the site takes those', () => {
    const query = toAggregateQuery({ doctype, wire, groupBy: [status], measures, limit: 5 }, true);
    expect(query.fields).toEqual([
      'status',
      { COUNT: '*', as: 'count__name' },
      { SUM: 'grand_total', as: 'sum__grand_total' },
      { AVG: 'qty', as: 'avg__qty' },
    ]);
    expect(query.groupBy).toBe('status');
    expect(query.orderBy).toBe('status asc');
  });

  test('quotes minimum and maximum without the table, which sites would take for another DocType', () => {
    const query = toAggregateQuery({ doctype, wire, groupBy: [], measures: [measure('max', 'rank')], limit: 1 }, false);
    expect(query.fields).toEqual(['count(name) as count__name', 'max(`rank`) as max__rank']);
  });

  test('has neither groups nor an order where there is one row', () => {
    const query = toAggregateQuery({ doctype, wire, groupBy: [], measures: [], limit: 1 }, false);
    expect(query.fields).toEqual(['count(name) as count__name']);
    expect(query.orderBy).toBeNull();
    expect(query).not.toHaveProperty('groupBy');
  });
});

describe('a minimum or maximum as the list of one document', () => {
  test('leaves out documents without a value', () => {
    const query = toExtremeQuery(doctype, wire, measure('max', 'order_date', { isNullable: true }));
    expect(query.filters).toEqual([
      ['status', '=', 'Open'],
      ['order_date', 'is', 'set'],
    ]);
    expect(query).toMatchObject({ orderBy: '`tabShop Order`.`order_date` desc', limit: 1, fields: ['order_date'] });
  });

  test('takes every document where the column cannot be empty', () => {
    const query = toExtremeQuery(doctype, wire, measure('min', 'grand_total', { isExact: true }));
    expect(query.filters).toEqual([['status', '=', 'Open']]);
    expect(query).toMatchObject({ orderBy: '`tabShop Order`.`grand_total` asc', exactNumbers: ['grand_total'] });
  });
});

test.each([
  ['14.81.4', false, false],
  ['15.44.2', false, true],
  ['16.0.0-dev', false, true],
  ['17.0.0-dev', true, true],
])('Frappe %s tells minimum and maximum of groups: %s', (frappeVersion, dictAggregates, expected) => {
  expect(hasExtremes({ frappeVersion, capabilities: { dictAggregates } } as SiteInfo)).toBe(expected);
});
