import type { RequestScope } from '../../../query/execution/scope/request-scope.ts';
import { addCosts, NO_COST, repeat, times } from '../../../query/plan/cost.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import type { DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import { mutationFieldName } from '../../../schema/model/naming.ts';
import { checkLinks } from '../check-links.ts';
import { createAll } from '../create-all.ts';
import { createDoc } from '../create-doc.ts';
import { createWithKey } from '../create-once.ts';
import type { DocInput } from '../doc-input.ts';
import { costOfKey, readKey, textOf } from '../idempotency-key.ts';
import { costOfInput } from '../input-cost.ts';
import { showAllCreated, showCreated } from '../show-created.ts';
import { writeMany } from '../write-many.ts';
import type { WriteTarget, WrittenDoc } from '../written-doc.ts';
import { KEY } from './create-field.ts';
import { inputRef, takesInput } from './input-types.ts';
import { attempt, EACH, once, readable } from './many-items.ts';
import { namingField } from './name-field.ts';
import { namingInput } from './name-input.ts';
import { costOfTarget, type PayloadRef, planTarget } from './payload-type.ts';
import { readInput } from './read-input.ts';

type RawInput = Record<string, unknown>;

/** `createShopOrders(inputs, atomic)`: one result or error for each, in the order of the inputs. */
export function addCreateManyField(parts: SchemaParts, entry: DocTypeEntry, payload: PayloadRef): void {
  if (!takesInput(entry)) return;
  const { model } = parts;
  const read = (raw: RawInput, index: number): DocInput =>
    readInput(model, entry, raw, { isNew: true, path: `inputs.${index}` });
  parts.builder.mutationField(mutationFieldName('create', entry.plural), (t) =>
    rootField(t, {
      type: [payload],
      ...EACH,
      description: `Creates many ${entry.meta.name}, a few at a time. One that fails is null, with its error.`,
      args: {
        inputs: t.arg({ type: [inputRef(parts, entry)], required: true, description: 'The values of each.' }),
        atomic: t.arg.boolean({ description: 'Creates all or none, in one call; at most 200.' }),
        idempotencyKey: t.arg.string({ description: KEY }),
      },
      plan: (root) => {
        const { inputs, atomic } = root.args;
        const target = planTarget(root, entry);
        const key = readKey(root.args.idempotencyKey);
        return atomic
          ? { target, key, isAtomic: true as const, inputs: inputs.map(read) }
          : {
              ...{ target, key, isAtomic: false as const },
              inputs: inputs.map((raw, index) => attempt(() => read(raw, index))),
            };
      },
      cost: ({ target, key, isAtomic, inputs }, basis) =>
        addCosts([
          ...readable(inputs).map((input) => costOfInput(basis, input)),
          repeat(basis, inputs.length, () => costOfTarget(target, basis)),
          isAtomic ? { calls: 1, rows: inputs.length } : NO_COST,
          isAtomic ? costOfKey(key, inputs.length) : times(costOfKey(key, 1), inputs.length),
        ]),
      execute: async (scope, { target, key, isAtomic, inputs }) =>
        isAtomic
          ? namingInput(scope, model, entry, inputs, () => createAsOne(scope, target, key, inputs))
          : createEach(scope, target, key, inputs, (index, create) => {
              const given = inputs[index];
              const input = given === undefined || given instanceof Error ? null : given;
              return namingField(scope, { model, entry, path: `inputs.${index}`, input }, create);
            }),
    }),
  );
}

function createAsOne(scope: RequestScope, target: WriteTarget, key: string | null, inputs: readonly DocInput[]) {
  return createWithKey(scope, target, key === null ? null : { key, inputs, text: textOf(inputs) }, {
    create: (one) => createAll(scope, one, inputs),
    show: (made) => showAllCreated(scope, target, made),
  });
}

/** Each document of a list has a key of its own, so that the rest of a list that was cut off can be created. */
function createEach(
  scope: RequestScope,
  target: WriteTarget,
  key: string | null,
  inputs: readonly (DocInput | Error)[],
  naming: (index: number, create: () => Promise<WrittenDoc>) => Promise<WrittenDoc>,
) {
  const checked = once(() => checkLinks(scope, readable(inputs)));
  const text = key === null ? '' : textOf(readable(inputs));
  return writeMany(scope, inputs, (input, index) => {
    if (input instanceof Error) throw input;
    const keyed = key === null ? null : { key: JSON.stringify([key, index]), inputs: [input], text };
    return naming(index, () =>
      createWithKey(scope, target, keyed, {
        create: (one) => createDoc(scope, one, input, checked),
        show: (made) => showCreated(scope, target, made),
      }),
    );
  });
}
