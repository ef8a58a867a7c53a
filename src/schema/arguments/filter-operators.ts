import type { Operator } from '../../query/plan/filter.ts';
import type { FilterRef, InputFieldBuilder, SchemaParts } from '../builder/builder.ts';
import type { ScalarName } from '../model/doctype-entry.ts';

/** The operators that callers have; the opposites of the others are written with `not`. */
export type QueryOperator = Exclude<Operator, 'notTimespan' | 'notDescendantsOf' | 'notAncestorsOf'>;

/** The description of each operator. */
export const OPERATORS: Readonly<Record<QueryOperator, string>> = {
  eq: 'Equal; `null` finds what is not set.',
  ne: 'Not equal; finds what is not set, too. `null` finds what is set.',
  gt: 'Greater.',
  gte: 'Greater or equal.',
  lt: 'Less than. Values that are not set never match.',
  lte: 'Less than or equal to. Values that are not set never match.',
  in: 'One of these.',
  notIn: 'None of these; finds what is not set, too.',
  like: 'A pattern: `%` matches any text, `_` any character.',
  notLike: 'Not the pattern.',
  isSet: 'Whether there is a value at all.',
  between: 'From one value to another, both included.',
  timespan: 'A span of time around today, on the site.',
  descendantsOf: 'Below this node of the tree.',
  ancestorsOf: 'Above this node of the tree.',
};

const EQUALITY: QueryOperator[] = ['eq', 'ne', 'in', 'notIn'];
const ORDER: QueryOperator[] = ['gt', 'gte', 'lt', 'lte', 'between'];
const TEXT: QueryOperator[] = [...EQUALITY, 'gt', 'gte', 'lt', 'lte', 'like', 'notLike', 'isSet'];

/** The operators of a link, in addition to filters of its target. */
export const LINK_OPERATORS: readonly QueryOperator[] = [...EQUALITY, 'like', 'notLike', 'isSet'];
/** The additional operators of a link to a tree. */
export const TREE_OPERATORS: readonly QueryOperator[] = ['descendantsOf', 'ancestorsOf'];

const OPERATORS_BY_SCALAR: Readonly<Record<ScalarName, readonly QueryOperator[]>> = {
  String: TEXT,
  ID: [...EQUALITY, 'gt', 'gte', 'lt', 'lte', 'like', 'notLike', 'isSet'],
  Int: [...EQUALITY, ...ORDER],
  BigInt: [...EQUALITY, ...ORDER],
  Float: [...EQUALITY, ...ORDER],
  Decimal: [...EQUALITY, ...ORDER],
  Boolean: ['eq', 'ne'],
  Date: [...EQUALITY, ...ORDER, 'isSet', 'timespan'],
  LocalDateTime: [...EQUALITY, ...ORDER, 'isSet', 'timespan'],
  Time: [...EQUALITY, ...ORDER, 'isSet'],
  Duration: [...EQUALITY, ...ORDER],
  Rating: [...EQUALITY, ...ORDER],
  DocStatus: ['eq', 'ne', 'in', 'notIn'],
  JSON: ['isSet'],
  Geolocation: ['isSet'],
  Attachment: ['eq', 'ne', 'like', 'notLike', 'isSet'],
  Color: ['eq', 'ne', 'in', 'notIn', 'isSet'],
  Phone: TEXT,
};

/** Scalars that are filtered by text: an attachment by its URL, a phone number by a part of it. */
const FILTERED_AS_TEXT = new Set<ScalarName>(['Attachment', 'Phone', 'Color', 'JSON', 'Geolocation']);

/** The operator input of a scalar, shared by all DocTypes. */
export function operatorInput(parts: SchemaParts, scalar: ScalarName): FilterRef {
  const name = `${scalar}Filter`;
  const known = parts.operators.get(name);
  if (known !== undefined) return known;
  const created = parts.builder.inputType(name, {
    description: `Tests of a ${scalar}; all must hold.`,
    fields: (t) => operatorFields(parts, t, scalar, OPERATORS_BY_SCALAR[scalar]),
  });
  parts.operators.set(name, created);
  return created;
}

/** The fields of an operator input for values of a scalar. */
export function operatorFields(
  parts: SchemaParts,
  t: InputFieldBuilder,
  scalar: ScalarName,
  operators: readonly QueryOperator[],
) {
  const type = (
    FILTERED_AS_TEXT.has(scalar) ? 'String' : scalar === 'DocStatus' ? parts.docStatus : scalar
  ) as 'String';
  return Object.fromEntries(
    operators.map((operator) => {
      const description = OPERATORS[operator];
      if (operator === 'isSet') return [operator, t.boolean({ description })];
      if (operator === 'timespan') return [operator, t.field({ type: parts.timespan, description })];
      if (operator === 'in' || operator === 'notIn') return [operator, t.field({ type: [type], description })];
      if (operator === 'between') return [operator, t.field({ type: rangeInput(parts, scalar), description })];
      return [operator, t.field({ type, description })];
    }),
  );
}

function rangeInput(parts: SchemaParts, scalar: ScalarName): FilterRef {
  const known = parts.operators.get(`${scalar}Range`);
  if (known !== undefined) return known;
  const created = parts.builder.inputType(`${scalar}Range`, {
    description: `From one ${scalar} to another.`,
    fields: (t) => ({
      from: t.field({ type: scalar as 'String', required: true }),
      to: t.field({ type: scalar as 'String', required: true }),
    }),
  });
  parts.operators.set(`${scalar}Range`, created);
  return created;
}
