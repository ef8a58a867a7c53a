import fc from 'fast-check';
import { type Customer, type RandomFilter, randomFilter } from './random-filter.ts';

/** An aggregate as it is asked for. */
export interface RandomAggregate {
  /** Which rows it is about. */
  readonly filter: RandomFilter;
  readonly groupBy: readonly GroupField[];
  readonly dateUnit: DateUnit | null;
  readonly orderBy: readonly Record<string, unknown>[];
}

/** Fields that customers are grouped by, with what a group shows of them. */
export type GroupField = keyof typeof GROUP_FIELDS;
type DateUnit = 'YEAR' | 'QUARTER' | 'MONTH' | 'WEEK' | 'DAY';

const GROUP_FIELDS = {
  customer_type: (row: Customer) => row.customer_type,
  status: (row: Customer) => row.status,
  is_vip: (row: Customer) => row.is_vip,
  region: (row: Customer) => row.region?.name ?? null,
  city: (row: Customer) => row.city,
  customer_since: (row: Customer) => row.customer_since,
  last_contact: (row: Customer) => row.last_contact,
};

/** What is selected of each group. */
const AGGREGATE_SELECTION = `count
  sum { employees credit_limit lead_time }
  min { employees credit_limit satisfaction lead_time customer_since last_contact opening_time }
  max { employees credit_limit satisfaction lead_time customer_since last_contact opening_time }`;

/** Random aggregates of customers: any filter, up to two columns, dates in spans, in any order. */
export function randomAggregate(rows: readonly Customer[]): fc.Arbitrary<RandomAggregate> {
  const groupBy = fc.uniqueArray(fc.constantFrom(...(Object.keys(GROUP_FIELDS) as GroupField[])), { maxLength: 2 });
  const unit = fc.constantFrom<DateUnit>('YEAR', 'QUARTER', 'MONTH', 'WEEK', 'DAY');
  const orderBy = fc.array(
    fc.constantFrom(
      { count: 'DESC' },
      { count: 'ASC' },
      { sum: { credit_limit: 'DESC' } },
      { max: { employees: 'ASC' } },
      { min: { customer_since: 'DESC' } },
      { max: { opening_time: 'ASC' } },
    ),
    { maxLength: 2 },
  );
  return fc
    .tuple(randomFilter(rows), groupBy, unit, fc.boolean(), orderBy)
    .map(([filter, columns, span, cuts, order]) => {
      const hasMoment = columns.includes('last_contact');
      const hasDates = hasMoment || columns.includes('customer_since');
      return {
        filter,
        groupBy: columns,
        dateUnit: hasMoment || (hasDates && cuts) ? span : null,
        orderBy: columns.length > 0 ? order : [],
      };
    });
}

/** The query of an aggregate, for its variables. */
export function toQuery({ groupBy }: RandomAggregate): string {
  const selected = groupBy.map((name) => (name === 'region' ? 'region { name }' : name)).join(' ');
  return `query ($filter: ShopCustomerFilter, $groupBy: [ShopCustomer_GroupBy!], $dateUnit: DateUnit, $orderBy: [ShopCustomer_GroupOrderBy!]) {
    shopCustomerAggregate(filter: $filter, groupBy: $groupBy, dateUnit: $dateUnit, orderBy: $orderBy) {
      ${groupBy.length > 0 ? `group { ${selected} }` : ''} ${AGGREGATE_SELECTION}
    }
  }`;
}

/** The groups computed from rows: what each is called, with its count and measures. */
export function computeGroups(rows: readonly Customer[], { groupBy, dateUnit }: RandomAggregate): Map<string, unknown> {
  const groups = new Map<string, Customer[]>();
  if (groupBy.length === 0) groups.set(keyOf([]), []);
  for (const row of rows) {
    const key = keyOf(groupBy.map((name) => spanOf(GROUP_FIELDS[name](row), dateUnit, name)));
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return new Map([...groups].map(([key, some]) => [key, measure(some)]));
}

/** What an answered group is called. */
export function keyOfGroup(group: Record<string, unknown> | undefined, { groupBy }: RandomAggregate): string {
  const values = groupBy.map((name) => {
    const value = group?.[name];
    return name === 'region' ? ((value as { name: string } | null)?.name ?? null) : value;
  });
  return keyOf(values);
}

function keyOf(values: readonly unknown[]): string {
  return JSON.stringify(values.map((value) => (value === '' ? null : value)));
}

/** Written apart from the gateway's own: by the calendar of the runtime. */
function spanOf(value: unknown, unit: DateUnit | null, name: GroupField): unknown {
  if (unit === null || value === null || (name !== 'customer_since' && name !== 'last_contact')) return value;
  const date = new Date(`${String(value).slice(0, 10)}T00:00:00Z`);
  if (unit === 'YEAR') date.setUTCMonth(0, 1);
  if (unit === 'QUARTER') date.setUTCMonth(date.getUTCMonth() - (date.getUTCMonth() % 3), 1);
  if (unit === 'MONTH') date.setUTCDate(1);
  while (unit === 'WEEK' && date.getUTCDay() !== 1) date.setUTCDate(date.getUTCDate() - 1);
  const day = date.toISOString().slice(0, 10);
  return name === 'last_contact' ? `${day}T00:00:00` : day;
}

const EXTREMES = [
  'employees',
  'credit_limit',
  'satisfaction',
  'lead_time',
  'customer_since',
  'last_contact',
  'opening_time',
] as const;

function measure(rows: readonly Customer[]): Record<string, unknown> {
  const valuesOf = (name: string) =>
    rows
      .map((row) => (row as unknown as Record<string, string | number | null>)[name] ?? null)
      .filter((value) => value !== null);
  const sum = (name: string) => {
    const values = valuesOf(name).map(Number);
    return values.length === 0 ? null : toNumber(values.reduce((total, value) => total + value, 0));
  };
  const extreme = (sign: number) => (name: string) => {
    const values = valuesOf(name).map((value) => (name === 'credit_limit' ? Number(value) : value));
    return values.length === 0 ? null : toNumber(values.reduce((a, b) => ((a < b ? -1 : 1) * sign < 0 ? a : b)));
  };
  const all = (names: readonly string[], compute: (name: string) => unknown) =>
    Object.fromEntries(names.map((name) => [name, compute(name)]));
  return {
    count: rows.length,
    sum: all(['employees', 'credit_limit', 'lead_time'], sum),
    min: all(EXTREMES, extreme(1)),
    max: all(EXTREMES, extreme(-1)),
  };
}

/** An answered group's count and measures, with numbers as numbers. */
export function measuresOf(answered: Record<string, unknown>): Record<string, unknown> {
  const part = (name: string) =>
    Object.fromEntries(
      Object.entries(answered[name] as Record<string, unknown>).map(([field, value]) => [field, toNumber(value)]),
    );
  return { count: answered.count, sum: part('sum'), min: part('min'), max: part('max') };
}

/** Databases add up in decimals or in floats; six digits after the point are the same in both. */
function toNumber(value: unknown): unknown {
  const isNumber =
    typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value));
  return isNumber ? Math.round(Number(value) * 1e6) / 1e6 : value;
}
