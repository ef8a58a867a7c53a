import { addCosts, repeat } from '../../../query/plan/cost.ts';
import type { FilterRef, SchemaParts } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import type { DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import { mutationFieldName, writeTypeName } from '../../../schema/model/naming.ts';
import { checkLinks } from '../check-links.ts';
import { type DocUpdate, updateDoc } from '../update-doc.ts';
import { repeatedNames, writeMany } from '../write-many.ts';
import { takesInput } from './input-types.ts';
import { attempt, EACH, namedTwice, once, readable } from './many-items.ts';
import { namingField } from './name-field.ts';
import { costOfTarget, type PayloadRef, planTarget } from './payload-type.ts';
import { costOfUpdate, readChanges, readIfModified, updateArguments } from './update-field.ts';

type RawInput = Record<string, unknown>;

/** `updateShopOrders(updates)`: one result or error for each, in the order of the updates. */
export function addUpdateManyField(parts: SchemaParts, entry: DocTypeEntry, payload: PayloadRef): void {
  if (!takesInput(entry)) return;
  const { model } = parts;
  const read = (raw: RawInput, index: number): DocUpdate => ({
    name: String(raw.name),
    input: readChanges(model, entry, raw, `updates.${index}.`),
    ifModified: readIfModified(raw),
  });
  parts.builder.mutationField(mutationFieldName('update', entry.plural), (t) =>
    rootField(t, {
      type: [payload],
      ...EACH,
      description: `Changes many ${entry.meta.name}, a few at a time. One that fails is null, with its error.`,
      args: {
        updates: t.arg({ type: [updateType(parts, entry)], required: true, description: 'The changes of each.' }),
      },
      plan: (root) => {
        const { updates } = root.args;
        const repeated = repeatedNames(updates.map(({ name }) => String(name)));
        return {
          target: planTarget(root, entry),
          updates: updates.map((raw, index) =>
            attempt(() => {
              if (repeated.has(index)) throw namedTwice(raw.name, `updates.${index}.name`);
              return read(raw, index);
            }),
          ),
        };
      },
      cost: ({ target, updates }, basis) =>
        addCosts([
          ...readable(updates).map((update) => costOfUpdate(update, basis)),
          repeat(basis, updates.length, () => costOfTarget(target, basis)),
        ]),
      execute: async (scope, { target, updates }) => {
        const checked = once(() =>
          checkLinks(
            scope,
            readable(updates).map(({ input }) => input),
          ),
        );
        return writeMany(scope, updates, (update, index) => {
          if (update instanceof Error) throw update;
          const named = { model, entry, path: `updates.${index}.input`, input: update.input };
          return namingField(scope, named, () => updateDoc(scope, target, update, checked));
        });
      },
    }),
  );
}

function updateType(parts: SchemaParts, entry: DocTypeEntry): FilterRef {
  return parts.builder.inputRef<RawInput>(writeTypeName(entry.type, 'Update')).implement({
    description: `Changes of one ${entry.meta.name}.`,
    fields: (t) => ({
      name: t.id({ required: true, description: 'The name of the document.' }),
      ...updateArguments(parts, (options) => t.field(options), entry),
    }),
  });
}
