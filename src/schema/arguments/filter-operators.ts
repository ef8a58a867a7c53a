import type { ScalarName } from '../../metadata/fieldtypes.ts';
import type { FilterRef, InputFieldBuilder, SchemaParts } from '../builder/builder.ts';
import { EQUALITY } from '../scalars/operators.ts';
import type { QueryOperator } from '../scalars/scalar.ts';
import { SCALARS } from '../scalars/scalars.ts';

/** The description of each operator. */
export const OPERATORS: Readonly<Record<QueryOperator, string>> = {
  eq: 'Equal to; `null` finds values that are not set.',
  ne: 'Not equal to; also finds values that are not set. `null` finds values that are set.',
  gt: 'Greater than.',
  gte: 'Greater than or equal to.',
  lt: 'Less than. Values that are not set never match.',
  lte: 'Less than or equal to. Values that are not set never match.',
  in: 'One of these.',
  notIn: 'None of these; also finds values that are not set.',
  like: 'Matches a pattern: `%` stands for any text, `_` for any character.',
  notLike: 'Does not match the pattern.',
  isSet: 'Whether a value is set.',
  between: 'From one value to another, both included.',
  timespan: 'In a time span relative to today on the site.',
  descendantsOf: 'Below this node of the tree.',
  ancestorsOf: 'Above this node of the tree.',
};

/** The operators of a link, in addition to filters of its target. */
export const LINK_OPERATORS: readonly QueryOperator[] = [...EQUALITY, 'like', 'notLike', 'isSet'];
/** The additional operators of a link to a tree. */
export const TREE_OPERATORS: readonly QueryOperator[] = ['descendantsOf', 'ancestorsOf'];

/** The operator input of a scalar, shared by all DocTypes. */
export function operatorInput(parts: SchemaParts, scalar: ScalarName): FilterRef {
  const name = `${scalar}Filter`;
  const known = parts.operators.get(name);
  if (known !== undefined) return known;
  const created = parts.builder.inputType(name, {
    description: `Tests of a ${scalar}; all must hold.`,
    fields: (t) => operatorFields(parts, t, scalar, SCALARS[scalar].operators),
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
    SCALARS[scalar].isTestedAsText ? 'String' : scalar === 'DocStatus' ? parts.docStatus : scalar
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
