import { addCosts, type Cost } from '../../operations/cost.ts';
import { guardedFieldsOf } from '../../operations/permission/guarded-fields.ts';
import { amendDoc, duplicateDoc } from '../../operations/write/copy-doc.ts';
import { costOfInput } from '../../operations/write/input-cost.ts';
import type { SchemaParts } from '../builder.ts';
import type { DocTypeEntry } from '../doctype-entry.ts';
import { mutationFieldName } from '../naming.ts';
import { type CostInput, costExtension } from '../operation-cost.ts';
import { rawInput } from './create-field.ts';
import { inputRef, takesInput } from './input-types.ts';
import { namingField } from './name-field.ts';
import { costOfPayload, type PayloadRef, toWriteTarget } from './payload-type.ts';
import { readInput } from './read-input.ts';

const NEW = { isNew: true, path: 'input' } as const;

/** `duplicateShopOrder(name, input)`, and `amendShopOrder` for what can be cancelled. */
export function addCopyFields(parts: SchemaParts, entry: DocTypeEntry, payload: PayloadRef): void {
  const { name, isSubmittable } = entry.meta;
  const duplicates = `Creates a ${name} like one that is there, without what is not to be copied.`;
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
  parts.builder.mutationField(mutationFieldName(copying.verb, entry.singular), (t) =>
    t.field({
      type: payload,
      description: copying.description,
      args: {
        name: t.arg.id({ required: true, description: 'The name of the document to copy.' }),
        ...(takesInput(entry)
          ? { input: t.arg({ type: inputRef(parts, entry), description: 'What the copy holds otherwise.' }) }
          : {}),
      },
      extensions: costExtension((cost) => costOfCopy(parts, entry, cost)),
      resolve: (_root, args, scope, info) =>
        namingField(model, entry, 'input', () =>
          copying.run(scope, toWriteTarget(info, scope, entry), {
            name: String(args.name),
            input: readInput(model, entry, rawInput(args), NEW),
          }),
        ),
    }),
  );
}

/** The original, the write, and the caller's roles where something may be hidden from him. */
function costOfCopy({ model }: SchemaParts, entry: DocTypeEntry, cost: CostInput): Cost {
  const children = entry.fields.flatMap(({ kind }) =>
    kind.kind === 'childTable' ? (model.byDoctype.get(kind.target)?.meta ?? []) : [],
  );
  const hasLevels = [entry.meta, ...children].some((meta) => guardedFieldsOf(meta).size > 0);
  return addCosts([
    { calls: hasLevels ? 3 : 1, rows: 1 },
    costOfInput(cost.basis, readInput(model, entry, rawInput(cost.args), NEW)),
    costOfPayload(cost, entry),
  ]);
}
