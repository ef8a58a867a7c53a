import { addCosts } from '../../../query/plan/cost.ts';
import { guardedFieldsOf } from '../../../query/plan/guarded-fields.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import type { DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import { mutationFieldName } from '../../../schema/model/naming.ts';
import type { SchemaModel } from '../../../schema/model/schema-model.ts';
import { amendDoc, duplicateDoc } from '../copy-doc.ts';
import { costOfInput } from '../input-cost.ts';
import { rawInput } from './create-field.ts';
import { inputRef, takesInput } from './input-types.ts';
import { namingField } from './name-field.ts';
import { costOfTarget, type PayloadRef, planTarget } from './payload-type.ts';
import { readInput } from './read-input.ts';

const NEW = { isNew: true, path: 'input' } as const;

/** `duplicateShopOrder(name, input)`, and `amendShopOrder` for what can be cancelled. */
export function addCopyFields(parts: SchemaParts, entry: DocTypeEntry, payload: PayloadRef): void {
  const { name, isSubmittable } = entry.meta;
  const duplicates = `Creates a ${name} as a copy of another one, without the values that are never copied.`;
  addCopyField(parts, entry, payload, { verb: 'duplicate', description: duplicates, run: duplicateDoc });
  if (!isSubmittable || !entry.meta.docfields.some(({ fieldname }) => fieldname === 'amended_from')) return;
  const amends = `Creates a new draft of a cancelled ${name}.`;
  addCopyField(parts, entry, payload, { verb: 'amend', description: amends, run: amendDoc });
}

interface Copying {
  verb: 'duplicate' | 'amend';
  description: string;
  run: typeof duplicateDoc;
}

function addCopyField(parts: SchemaParts, entry: DocTypeEntry, payload: PayloadRef, copying: Copying): void {
  const { model } = parts;
  const hasLevels = hasPermlevels(model, entry);
  parts.builder.mutationField(mutationFieldName(copying.verb, entry.singular), (t) =>
    rootField(t, {
      type: payload,
      description: copying.description,
      args: {
        name: t.arg.id({ required: true, description: 'The name of the document to copy.' }),
        ...(takesInput(entry)
          ? {
              input: t.arg({
                type: inputRef(parts, entry),
                description: 'Values that replace those of the copied document.',
              }),
            }
          : {}),
      },
      plan: (root) => ({
        target: planTarget(root, entry),
        copy: { name: String(root.args.name), input: readInput(model, entry, rawInput(root.args), NEW) },
      }),
      // The original, the write, and the caller's roles if something may be hidden from the caller.
      cost: ({ target, copy }, basis) =>
        addCosts([{ calls: hasLevels ? 3 : 1, rows: 1 }, costOfInput(basis, copy.input), costOfTarget(target, basis)]),
      execute: (scope, { target, copy }) =>
        namingField(scope, { model, entry, path: 'input', input: copy.input }, () => copying.run(scope, target, copy)),
    }),
  );
}

/** Whether a docfield of the document or of its rows is above permlevel 0. */
export function hasPermlevels(model: SchemaModel, { meta, fields }: DocTypeEntry): boolean {
  const children = fields.flatMap(({ kind }) =>
    kind.kind === 'childTable' ? (model.byDoctype.get(kind.target)?.meta ?? []) : [],
  );
  return [meta, ...children].some((one) => guardedFieldsOf(one).size > 0);
}
