import { deriveOnce } from '../../derive-once.ts';
import { badUserInput } from '../../errors.ts';
import { fieldtypeOf } from '../../metadata/fieldtypes.ts';
import type { Condition, ConditionValue, Filter, Operator } from '../../query/plan/filter.ts';
import { fullDateTime, fullTime } from '../../query/plan/time-text.ts';
import type { DocFieldEntry, DocTypeEntry, FieldKind } from '../model/doctype-entry.ts';
import type { SchemaModel } from '../model/schema-model.ts';
import { filterableFields } from './filter-inputs.ts';

type FilterArgument = Readonly<Record<string, unknown>>;

/** Tests and groups of one filter: laying them out over calls takes more than each of them alone. */
const MAX_TESTS = 1_000;

/**
 * Reads a `filter` argument, which graphql-js has checked against the input type, into Frappe's fieldnames and values.
 *
 * @throws GatewayError `BAD_USER_INPUT` for nulls where they mean nothing, and for a filter of too many tests.
 */
export function toFilter(model: SchemaModel, entry: DocTypeEntry, argument: FilterArgument | null | undefined): Filter {
  if (countTests(argument) > MAX_TESTS) throw badUserInput(`filter has more than ${MAX_TESTS} tests.`, 'filter');
  return toGroupOfTests(model, entry, argument, 'filter');
}

/** Objects of a filter: groups, and the tests of one field each. */
function countTests(argument: unknown): number {
  if (typeof argument !== 'object' || argument === null) return 0;
  const isList = Array.isArray(argument);
  return Object.values(argument).reduce<number>((sum, part) => sum + countTests(part), isList ? 0 : 1);
}

function toGroupOfTests(
  model: SchemaModel,
  entry: DocTypeEntry,
  argument: FilterArgument | null | undefined,
  path: string,
): Filter {
  const parts: Filter[] = [];
  const fields = fieldsOf(entry);
  for (const [name, value] of Object.entries(argument ?? {})) {
    const here = `${path}.${name}`;
    if (value === null || value === undefined) throw badUserInput(`${here} cannot be null.`, here);
    if (name === 'and' || name === 'or')
      parts.push(toGroup(model, entry, name, value as (FilterArgument | null)[], here));
    else if (name === 'not')
      parts.push({ kind: 'not', part: toGroupOfTests(model, entry, value as FilterArgument, here) });
    else parts.push(...toTests(model, fields.get(name), value as FilterArgument, here));
  }
  return parts.length === 1 ? (parts[0] as Filter) : { kind: 'and', parts };
}

/** The docfields that a filter can test, by the names that callers use. */
const fieldsOf = deriveOnce(
  (entry: DocTypeEntry): ReadonlyMap<string, DocFieldEntry> =>
    new Map(filterableFields(entry).map((field) => [field.name, field])),
);

function toGroup(
  model: SchemaModel,
  entry: DocTypeEntry,
  kind: 'and' | 'or',
  list: (FilterArgument | null)[],
  path: string,
): Filter {
  const parts = list.map((part, index) => {
    if (part === null) throw badUserInput(`${path}.${index} cannot be null.`, `${path}.${index}`);
    return toGroupOfTests(model, entry, part, `${path}.${index}`);
  });
  return { kind, parts };
}

function toTests(model: SchemaModel, field: DocFieldEntry | undefined, tests: FilterArgument, path: string): Filter[] {
  const fieldname = field?.docfield.fieldname ?? 'name';
  const isNullable = field !== undefined && !isNeverNull(field);
  return Object.entries(tests).map(([name, value]): Filter => {
    const here = `${path}.${name}`;
    const kind = field?.kind;
    if (kind?.kind === 'childTable') return toChildFilter(model, fieldname, kind.target, name, value, here);
    const test = (operator: Operator, wanted: ConditionValue): Condition => {
      return {
        kind: 'condition',
        fieldname,
        operator,
        value: wanted,
        isNullable,
        isText: isText(field),
        path: here,
      };
    };
    if (kind?.kind === 'enum' && name === 'isOption') return toOptionTest(kind.options, value, test, here);
    if (name === 'storedIn') return test('in', toValue('in', value, here, kind) ?? []);
    if (name !== 'where') return test(name as Operator, toValue(name, value, here, kind));
    const target = kind?.kind === 'link' ? kind.target : '';
    return { kind: 'link', fieldname, target, filter: toTargetFilter(model, target, value, here), path: here };
  });
}

/** A value that is not set is neither an option nor a former one. */
function toOptionTest(
  options: ReadonlyMap<string, string>,
  value: unknown,
  test: (operator: Operator, wanted: ConditionValue) => Condition,
  path: string,
): Filter {
  if (value === null || value === undefined) throw badUserInput(`${path} cannot be null.`, path);
  const known = [...options.values()];
  if (value === true) return test('in', known);
  return { kind: 'and', parts: [test('notIn', known), test('isSet', true)] };
}

function toChildFilter(
  model: SchemaModel,
  table: string,
  child: string,
  quantifier: string,
  value: unknown,
  path: string,
): Filter {
  const filter = toTargetFilter(model, child, value, path);
  return { kind: 'child', quantifier: quantifier === 'none' ? 'none' : 'some', table, child, filter, path };
}

function toTargetFilter(model: SchemaModel, doctype: string, value: unknown, path: string): Filter {
  const entry = model.byDoctype.get(doctype);
  if (entry === undefined || value === null) throw badUserInput(`${path} cannot be null.`, path);
  return toGroupOfTests(model, entry, value as FilterArgument, path);
}

/** Numbers and checks are NOT NULL columns that default to 0; so is the name a column that always has a value. */
function isNeverNull({ kind, docfield }: DocFieldEntry): boolean {
  if (kind.kind !== 'scalar') return false;
  const { column } = fieldtypeOf(docfield);
  return column === 'number' || column === 'decimal' || docfield.fieldname === 'name';
}

function toValue(operator: string, value: unknown, path: string, kind: FieldKind | undefined): ConditionValue {
  if (value === null || value === undefined) {
    if (operator === 'eq' || operator === 'ne') return null;
    throw badUserInput(`${path} cannot be null.`, path);
  }
  if (operator === 'isSet') return Boolean(value);
  if (operator === 'timespan') return String(value);
  if (operator === 'between') {
    const { from, to } = value as { from: unknown; to: unknown };
    return [toScalar(from, kind, path), toScalar(to, kind, path)];
  }
  if (!Array.isArray(value)) return toScalar(value, kind, path);
  return value.map((item, index) => {
    if (item === null) throw badUserInput(`${path}.${index} cannot be null: use isSet.`, `${path}.${index}`);
    return toScalar(item, kind, `${path}.${index}`);
  });
}

/** Frappe knows no booleans, and compares times as text; everything else is a number or text already. */
function toScalar(value: unknown, kind: FieldKind | undefined, path: string): string | number {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number' && !Number.isFinite(value)) throw badUserInput(`${path} is not a finite number.`, path);
  if (kind?.kind === 'scalar' && kind.scalar === 'LocalDateTime') return fullDateTime(String(value));
  if (kind?.kind === 'scalar' && kind.scalar === 'Time') return fullTime(String(value));
  return typeof value === 'number' ? value : String(value);
}

/** A name, a link and an option are text too. */
function isText(field: DocFieldEntry | undefined): boolean {
  return field === undefined || fieldtypeOf(field.docfield).column === 'text';
}
