import { expectTypeOf, test } from 'vitest';
import type { RequestScope } from '../../src/query/execution/scope/request-scope.ts';
import { NO_COST } from '../../src/query/plan/cost.ts';
import { type RootFieldBuilder, rootField } from '../../src/schema/builder/root-field.ts';

/** Checked by `npm run types`: no field is built. */
const build = (t: RootFieldBuilder) => [
  rootField(t, {
    type: 'Int',
    description: 'A field with an argument.',
    args: { first: t.arg.int({ required: true }), note: t.arg.string() },
    plan: ({ args }) => {
      expectTypeOf(args.first).toEqualTypeOf<number>();
      expectTypeOf(args.note).toEqualTypeOf<string | null | undefined>();
      return { count: args.first };
    },
    cost: (plan) => {
      expectTypeOf(plan).toEqualTypeOf<{ count: number }>();
      return NO_COST;
    },
    execute: (scope, plan) => {
      expectTypeOf(scope).toEqualTypeOf<RequestScope>();
      expectTypeOf(plan).toEqualTypeOf<{ count: number }>();
      return plan.count;
    },
  }),
  rootField(t, {
    type: ['Int'],
    description: 'A list, of which a part may be an error.',
    plan: () => null,
    cost: () => NO_COST,
    execute: () => [1, new Error('The second one cannot be read.')],
  }),
];

const misbuild = (t: RootFieldBuilder) => [
  rootField(t, {
    type: 'Int',
    description: 'A field with a result of another type.',
    plan: () => null,
    cost: () => NO_COST,
    // @ts-expect-error: the result is not a number.
    execute: () => 'one',
  }),
  rootField(t, {
    type: 'Int',
    nullable: false,
    description: 'A field that is never null.',
    plan: () => null,
    cost: () => NO_COST,
    // @ts-expect-error: null is not allowed.
    execute: () => null,
  }),
  // @ts-expect-error: a field without its cost.
  rootField(t, { type: 'Int', description: 'A field without a cost.', plan: () => null, execute: () => 1 }),
];

test('cost and execute of a root field take the plan that its plan makes of its arguments', () => {
  expectTypeOf(build).parameter(0).toEqualTypeOf<RootFieldBuilder>();
});

test('the result of a root field has its type, or is an error where the field is a list', () => {
  expectTypeOf(misbuild).parameter(0).toEqualTypeOf<RootFieldBuilder>();
});
