import { addCosts, NO_COST, repeat } from '../../../query/plan/cost.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import type { DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import { mutationFieldName } from '../../../schema/model/naming.ts';
import { checkLinks } from '../check-links.ts';
import { createAll } from '../create-all.ts';
import { createDoc } from '../create-doc.ts';
import type { DocInput } from '../doc-input.ts';
import { costOfInput } from '../input-cost.ts';
import { writeMany } from '../write-many.ts';
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
      },
      plan: (root) => {
        const { inputs, atomic } = root.args;
        const target = planTarget(root, entry);
        return atomic
          ? { target, isAtomic: true as const, inputs: inputs.map(read) }
          : { target, isAtomic: false as const, inputs: inputs.map((raw, index) => attempt(() => read(raw, index))) };
      },
      cost: ({ target, isAtomic, inputs }, basis) =>
        addCosts([
          ...readable(inputs).map((input) => costOfInput(basis, input)),
          repeat(basis, inputs.length, () => costOfTarget(target, basis)),
          isAtomic ? { calls: 1, rows: inputs.length } : NO_COST,
        ]),
      execute: async (scope, { target, isAtomic, inputs }) => {
        if (isAtomic) return namingInput(model, entry, inputs, () => createAll(scope, target, inputs));
        const checked = once(() => checkLinks(scope, readable(inputs)));
        return writeMany(scope, inputs, (input, index) => {
          if (input instanceof Error) throw input;
          return namingField(model, entry, `inputs.${index}`, () => createDoc(scope, target, input, checked));
        });
      },
    }),
  );
}
