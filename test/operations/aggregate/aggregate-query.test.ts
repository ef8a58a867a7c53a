import { describe, expect, test } from 'vitest';
import type { DocPermMeta, PermissionType } from '../../../src/metadata/doctype-meta.ts';
import { normaliseDocType } from '../../../src/metadata/normalise-doctype-meta.ts';
import type { AggregateOperation, Measure } from '../../../src/query/execution/aggregate/aggregate.ts';
import { toAggregateQuery, toExtremeQuery } from '../../../src/query/execution/aggregate/aggregate-query.ts';

const doctype = normaliseDocType({
  row: { name: 'Shop Order' },
  docfields: [],
  permissions: [],
  app: null,
  workflowStateField: null,
  listsEveryColumn: true,
});
const wire = { filters: [['status', '=', 'Open']], orFilters: [], joinsRows: false } as const;
const status = { fieldname: 'status', isText: true, unit: null };
const orderBy = [
  { fieldname: 'rank', direction: 'desc' },
  { fieldname: 'status', direction: 'asc' },
] as const;
const rank = { fieldname: 'rank', isText: false, unit: null };

function measure(operation: AggregateOperation, fieldname: string, traits: Partial<Measure> = {}): Measure {
  const key = `${operation}__${fieldname}`;
  return { operation, fieldname, key, isExact: false, isWhole: false, column: 'number', ...traits };
}

describe('an aggregate as a list call', () => {
  const measures = [measure('sum', 'grand_total', { isExact: true }), measure('avg', 'qty')];

  test('is text with the names of tables where the site takes text', () => {
    expect(toAggregateQuery({ doctype, wire, groupBy: [status, rank], measures, orderBy, limit: 5 }, false)).toEqual({
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
      orderBy: '`tabShop Order`.`rank` desc, `tabShop Order`.`status` asc',
      limit: 5,
      exactNumbers: ['sum__grand_total'],
    });
  });

  test('counts between the columns where a role may select and not read', () => {
    const permit = (role: string, ...rights: PermissionType[]): DocPermMeta => ({
      role,
      permlevel: 0,
      ifOwner: false,
      rights: new Set(rights),
    });
    const fieldsFor = (...permissions: DocPermMeta[]) =>
      toAggregateQuery(
        { doctype: { ...doctype, permissions }, wire, groupBy: [status, rank], measures, orderBy, limit: 5 },
        false,
      ).fields;
    const plain = fieldsFor();
    expect(fieldsFor(permit('Reader', 'read'), permit('Reader', 'select'))).toEqual(plain);
    const count = 'count(name) as count__name';
    const columns = plain.filter((field) => field !== count);
    expect(fieldsFor(permit('Reader', 'read'), permit('Selector', 'select'))).toEqual(
      columns.flatMap((column) => [count, column]),
    );
  });

  test('is objects with plain columns where the site takes those', () => {
    const query = toAggregateQuery({ doctype, wire, groupBy: [status], measures, orderBy, limit: 5 }, true);
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
    const query = toAggregateQuery(
      { doctype, wire, groupBy: [], measures: [measure('max', 'rank')], orderBy: [], limit: 1 },
      false,
    );
    expect(query.fields).toEqual(['count(name) as count__name', 'max(`rank`) as max__rank']);
  });

  test('has neither groups nor an order where there is one row', () => {
    const query = toAggregateQuery({ doctype, wire, groupBy: [], measures: [], orderBy: [], limit: 1 }, false);
    expect(query.fields).toEqual(['count(name) as count__name']);
    expect(query.orderBy).toBeNull();
    expect(query).not.toHaveProperty('groupBy');
  });
});

describe('a minimum or maximum as the list of one document', () => {
  test('leaves out documents without a value', () => {
    const query = toExtremeQuery(doctype, wire, measure('max', 'order_date', { column: 'time' }));
    expect(query.filters).toEqual([
      ['status', '=', 'Open'],
      ['order_date', 'is', 'set'],
    ]);
    expect(query).toMatchObject({ orderBy: '`tabShop Order`.`order_date` desc', limit: 1, fields: ['order_date'] });
  });

  test('leaves out what has no value of a decimal, and keeps its 0', () => {
    const query = toExtremeQuery(doctype, wire, measure('min', 'lead_time', { column: 'decimal' }));
    expect(query.filters).toEqual([
      ['status', '=', 'Open'],
      ['lead_time', 'like', '%'],
    ]);
  });

  test('takes every document where the column cannot be empty', () => {
    const query = toExtremeQuery(doctype, wire, measure('min', 'grand_total', { isExact: true }));
    expect(query.filters).toEqual([['status', '=', 'Open']]);
    expect(query).toMatchObject({ orderBy: '`tabShop Order`.`grand_total` asc', exactNumbers: ['grand_total'] });
  });
});
