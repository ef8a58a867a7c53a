import fc from 'fast-check';

/** A customer as the tests read it, with what filters can reach from it. */
export interface Customer {
  name: string;
  customer_name: string | null;
  customer_type: string | null;
  status: string | null;
  is_vip: boolean | null;
  employees: number | null;
  credit_limit: string | null;
  customer_since: string | null;
  last_contact: string | null;
  opening_time: string | null;
  satisfaction: number | null;
  city: string | null;
  region: { name: string } | null;
  referred_by: { name: string } | null;
  contacts: { contact_name: string | null; is_primary: boolean | null; birthday: string | null }[] | null;
}

/** A filter argument, and what it means computed on plain rows. */
export interface RandomFilter {
  argument: Record<string, unknown>;
  matches: (row: Customer, all: ReadonlyMap<string, Customer>) => boolean;
}

/** What is read of each customer, so that filters can be computed on it. */
export const CUSTOMER_SELECTION = `name customer_name customer_type status is_vip employees credit_limit customer_since
  last_contact opening_time satisfaction city region { name } referred_by { name } contacts { contact_name is_primary birthday }`;

/** Random filters whose values occur in the rows: tests, through links and child rows, in any nesting. */
export function randomFilter(rows: readonly Customer[]): fc.Arbitrary<RandomFilter> {
  const tests = fc.oneof(...columnTests(rows));
  const leaf = fc.oneof({ arbitrary: tests, weight: 6 }, { arbitrary: contactTest(rows), weight: 1 });
  const { filter } = fc.letrec<{ filter: RandomFilter }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 3, depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.array(tie('filter'), { maxLength: 3 }).map((parts) => group('and', parts)),
      fc.array(tie('filter'), { maxLength: 3 }).map((parts) => group('or', parts)),
      tie('filter').map(negate),
      tie('filter').map(throughReferrer),
    ),
  }));
  return filter;
}

function group(kind: 'and' | 'or', parts: RandomFilter[]): RandomFilter {
  return {
    argument: { [kind]: parts.map((part) => part.argument) },
    matches: (row, all) =>
      kind === 'and' ? parts.every((part) => part.matches(row, all)) : parts.some((part) => part.matches(row, all)),
  };
}

function negate(part: RandomFilter): RandomFilter {
  return { argument: { not: part.argument }, matches: (row, all) => !part.matches(row, all) };
}

/** A link leads to a document that the filter finds, as far as the caller can see it. */
function throughReferrer(part: RandomFilter): RandomFilter {
  return {
    argument: { referred_by: { where: part.argument } },
    matches: (row, all) => {
      const referrer = row.referred_by ? all.get(row.referred_by.name) : undefined;
      return referrer !== undefined && part.matches(referrer, all);
    },
  };
}

type Scalar = string | number | boolean;
type ReadScalar = (row: Customer) => Scalar | null;

function columnTests(rows: readonly Customer[]): fc.Arbitrary<RandomFilter>[] {
  const number: ReadScalar = (row) => (row.credit_limit === null ? null : Number(row.credit_limit));
  return [
    ...equality(rows, 'customer_type', (row) => row.customer_type),
    ...equality(rows, 'status', (row) => row.status),
    ...equality(rows, 'city', (row) => row.city),
    ...equality(rows, 'region', (row) => row.region?.name ?? null),
    ...equality(rows, 'customer_name', (row) => row.customer_name),
    ...equality(rows, 'employees', (row) => row.employees, false),
    ...ordered(rows, 'employees', (row) => row.employees),
    ...ordered(rows, 'credit_limit', number, String),
    ...ordered(rows, 'customer_since', (row) => row.customer_since),
    ...ordered(rows, 'last_contact', (row) => row.last_contact),
    ...ordered(rows, 'opening_time', (row) => row.opening_time),
    ...ordered(rows, 'satisfaction', (row) => row.satisfaction ?? 0),
    ...presence('status', (row) => row.status),
    ...presence('region', (row) => row.region?.name ?? null),
    ...presence('customer_since', (row) => row.customer_since),
    prefix(rows, 'customer_name', (row) => row.customer_name),
    fc
      .boolean()
      .map((value) => ({ argument: { is_vip: { eq: value } }, matches: (row) => (row.is_vip ?? false) === value })),
  ];
}

function sampleOf(rows: readonly Customer[], read: ReadScalar): fc.Arbitrary<Scalar> {
  const values = [...new Set(rows.map(read).filter((value) => value !== null && value !== ''))] as Scalar[];
  return fc.constantFrom(...values.slice(0, 40));
}

/** What is not set is different from every value. */
function equality(
  rows: readonly Customer[],
  field: string,
  read: ReadScalar,
  isNullable = true,
): fc.Arbitrary<RandomFilter>[] {
  const value = sampleOf(rows, read);
  const some = fc.uniqueArray(value, { maxLength: 4 });
  const of = (row: Customer) => (isNullable && read(row) === '' ? null : read(row));
  return [
    value.map((wanted) => ({ argument: { [field]: { eq: wanted } }, matches: (row) => of(row) === wanted })),
    value.map((wanted) => ({ argument: { [field]: { ne: wanted } }, matches: (row) => of(row) !== wanted })),
    some.map((wanted) => ({
      argument: { [field]: { in: wanted } },
      matches: (row) => wanted.includes(of(row) as Scalar),
    })),
    some.map((wanted) => ({
      argument: { [field]: { notIn: wanted } },
      matches: (row) => !wanted.includes(of(row) as Scalar),
    })),
  ];
}

/** What is not set is neither less nor greater. */
function ordered(
  rows: readonly Customer[],
  field: string,
  read: ReadScalar,
  write: (value: Scalar) => unknown = (value) => value,
): fc.Arbitrary<RandomFilter>[] {
  const value = sampleOf(rows, read);
  const compare = (operator: string, holds: (own: Scalar, wanted: Scalar) => boolean) =>
    value.map(
      (wanted): RandomFilter => ({
        argument: { [field]: { [operator]: write(wanted) } },
        matches: (row) => {
          const own = read(row);
          return own !== null && holds(own, wanted);
        },
      }),
    );
  return [
    compare('gt', (own, wanted) => own > wanted),
    compare('gte', (own, wanted) => own >= wanted),
    compare('lt', (own, wanted) => own < wanted),
    compare('lte', (own, wanted) => own <= wanted),
    fc.tuple(value, value).map(
      ([from, to]): RandomFilter => ({
        argument: { [field]: { between: { from: write(from), to: write(to) } } },
        matches: (row) => {
          const own = read(row);
          return own !== null && own >= from && own <= to;
        },
      }),
    ),
  ];
}

function presence(field: string, read: ReadScalar): fc.Arbitrary<RandomFilter>[] {
  const isSet = (row: Customer) => read(row) !== null && read(row) !== '';
  return [
    fc
      .boolean()
      .map((wanted) => ({ argument: { [field]: { isSet: wanted } }, matches: (row) => isSet(row) === wanted })),
    fc.constant({ argument: { [field]: { eq: null } }, matches: (row: Customer) => !isSet(row) }),
    fc.constant({ argument: { [field]: { ne: null } }, matches: isSet }),
  ];
}

function prefix(rows: readonly Customer[], field: string, read: ReadScalar): fc.Arbitrary<RandomFilter> {
  const start = sampleOf(rows, read).map((value) =>
    String(value)
      .slice(0, 4)
      .replace(/[%_\\]/g, 'x'),
  );
  return fc.tuple(start, fc.boolean()).map(
    ([text, isLike]): RandomFilter => ({
      argument: { [field]: { [isLike ? 'like' : 'notLike']: `${text}%` } },
      matches: (row) =>
        String(read(row) ?? '')
          .toLowerCase()
          .startsWith(text.toLowerCase()) === isLike,
    }),
  );
}

/** Both tests have to hold for the same row. */
function contactTest(rows: readonly Customer[]): fc.Arbitrary<RandomFilter> {
  const birthdays = rows.flatMap((row) => row.contacts ?? []).map((contact) => contact.birthday ?? '1990-01-01');
  const birthday = fc.constantFrom(...[...new Set(['1990-01-01', ...birthdays])].slice(0, 20));
  return fc.tuple(fc.boolean(), birthday, fc.constantFrom('some', 'none')).map(([isPrimary, latest, quantifier]) => ({
    argument: { contacts: { [quantifier]: { is_primary: { eq: isPrimary }, birthday: { lte: latest } } } },
    matches: (row) => {
      const has = (row.contacts ?? []).some(
        (contact) =>
          (contact.is_primary ?? false) === isPrimary && contact.birthday !== null && contact.birthday <= latest,
      );
      return has === (quantifier === 'some');
    },
  }));
}
