import type { InputRef } from '@pothos/core';
import { badUserInput } from '../../../errors.ts';
import { fieldtypeOf } from '../../../metadata/fieldtypes.ts';
import {
  AGGREGATE_OPERATIONS,
  type AggregateOperation,
  type GroupOperator,
  type GroupTest,
  type Measure,
} from '../../../query/execution/aggregate/aggregate.ts';
import { operatorInput } from '../../../schema/arguments/filter-operators.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';
import type { DocFieldEntry, DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import { measurableFields } from './aggregate-columns.ts';
import { partTypeName } from './aggregate-types.ts';

/** The input that tests groups by their numbers, after the documents were gathered. */
export function addGroupHaving(parts: SchemaParts, entry: DocTypeEntry): InputRef<object> {
  const { builder } = parts;
  const numbers = measurableFields(entry, 'min').filter(isNumber);
  const measure =
    numbers.length === 0
      ? null
      : builder.inputType(partTypeName(entry.type, 'MeasureHaving'), {
          description: `Tests of measured fields of ${entry.meta.name}; all must hold.`,
          fields: (t) =>
            Object.fromEntries(numbers.map(({ name }) => [name, t.field({ type: operatorInput(parts, 'Decimal') })])),
        });
  return builder.inputType(partTypeName(entry.type, 'Having'), {
    description: `Selects groups of ${entry.meta.name} by their numbers; all tests must hold.`,
    fields: (t) => ({
      count: t.field({ type: operatorInput(parts, 'Int'), description: 'How many documents there are.' }),
      ...(measure
        ? Object.fromEntries(AGGREGATE_OPERATIONS.map((operation) => [operation, t.field({ type: measure })]))
        : {}),
    }),
  });
}

function isNumber({ docfield }: DocFieldEntry): boolean {
  return fieldtypeOf(docfield).isMeasure;
}

/** The argument, as graphql-js hands it over. */
export type HavingArgument = Readonly<Record<string, unknown>> | null | undefined;

/**
 * Reads a `having` argument, which graphql-js has checked against the input type.
 *
 * @throws GatewayError `BAD_USER_INPUT` without groups, for nulls where they mean nothing, and for a field that cannot be
 * measured so.
 */
export function toGroupTests(
  having: HavingArgument,
  hasGroups: boolean,
  toMeasure: (operation: AggregateOperation, name: string) => Measure | null,
): GroupTest[] {
  if (having && !hasGroups) throw badUserInput('having selects groups, so it needs groupBy.', 'having');
  return entriesOf(having, 'having').flatMap(([by, value, path]) => {
    if (by === 'count') return toTests(null, value, path);
    return entriesOf(value, path).flatMap(([name, tests, here]) => {
      const measure = toMeasure(by as AggregateOperation, name);
      if (measure === null) throw badUserInput(`\`${here}\`: ${name} cannot be measured by \`${by}\`.`, here);
      return toTests(measure, tests, here);
    });
  });
}

function toTests(measure: Measure | null, tests: unknown, path: string): GroupTest[] {
  return entriesOf(tests, path, ['eq', 'ne']).map(([operator, value, here]) => ({
    measure,
    operator: operator as GroupOperator,
    values: toValues(value, here),
  }));
}

function toValues(value: unknown, path: string): (string | null)[] {
  if (value === null) return [null];
  if (Array.isArray(value)) {
    if (value.includes(null)) throw badUserInput(`\`${path}\` cannot have a null.`, path);
    return value.map(String);
  }
  if (typeof value !== 'object') return [String(value)];
  const { from, to } = value as { from: unknown; to: unknown };
  return [String(from), String(to)];
}

type Entry = [name: string, value: unknown, path: string];

/** @param nullable the keys that may be null. */
function entriesOf(object: unknown, path: string, nullable: readonly string[] = []): Entry[] {
  return Object.entries(object ?? {}).map(([name, value]): Entry => {
    const here = `${path}.${name}`;
    if (value === null && !nullable.includes(name)) throw badUserInput(`\`${here}\` cannot be null.`, here);
    return [name, value, here];
  });
}
