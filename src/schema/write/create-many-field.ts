import { addCosts, type Cost, NO_COST, times } from '../../operations/cost.ts';
import { checkLinks } from '../../operations/write/check-links.ts';
import { createAll } from '../../operations/write/create-all.ts';
import { createDoc } from '../../operations/write/create-doc.ts';
import type { DocInput } from '../../operations/write/doc-input.ts';
import { costOfInput } from '../../operations/write/input-cost.ts';
import { writeMany } from '../../operations/write/write-many.ts';
import type { SchemaParts } from '../builder.ts';
import type { DocTypeEntry } from '../doctype-entry.ts';
import { mutationFieldName } from '../naming.ts';
import { type CostInput, costExtension } from '../operation-cost.ts';
import { inputRef, takesInput } from './input-types.ts';
import { attempt, EACH, once, toItems } from './many-items.ts';
import { namingField } from './name-field.ts';
import { costOfPayload, type PayloadRef, toWriteTarget } from './payload-type.ts';
import { readInput } from './read-input.ts';

type RawInput = Record<string, unknown>;

/** `createShopOrders(inputs, atomic)`: one result or error for each, in the order of the inputs. */
export function addCreateManyField(parts: SchemaParts, entry: DocTypeEntry, payload: PayloadRef): void {
  if (!takesInput(entry)) return;
  const { model } = parts;
  const read = (raw: RawInput, index: number): DocInput =>
    readInput(model, entry, raw, { isNew: true, path: `inputs.${index}` });
  parts.builder.mutationField(mutationFieldName('create', entry.plural), (t) =>
    t.field({
      type: [payload],
      ...EACH,
      description: `Creates many ${entry.meta.name}, a few at a time. One that fails is null, with its error.`,
      args: {
        inputs: t.arg({ type: [inputRef(parts, entry)], required: true, description: 'The values of each.' }),
        atomic: t.arg.boolean({ description: 'Creates all or none, in one call; at most 200.' }),
      },
      extensions: costExtension((cost) => costOfCreates(parts, entry, cost)),
      resolve: async (_root, args, scope, info) => {
        const target = toWriteTarget(info, scope, entry);
        if (args.atomic) {
          return namingField(model, entry, null, async () => createAll(scope, target, args.inputs.map(read)));
        }
        const inputs = args.inputs.map((raw, index) => attempt(() => read(raw, index)));
        const readable = inputs.flatMap((input) => (input instanceof Error ? [] : [input]));
        const checked = once(() => checkLinks(scope, readable));
        const results = writeMany(scope, inputs, (input, index) => {
          if (input instanceof Error) throw input;
          return namingField(model, entry, `inputs.${index}`, () => createDoc(scope, target, input, checked));
        });
        return toItems(await results);
      },
    }),
  );
}

function costOfCreates({ model }: SchemaParts, entry: DocTypeEntry, cost: CostInput): Cost {
  const { inputs, atomic } = cost.args as { inputs: RawInput[]; atomic?: boolean | null };
  const each = inputs.map((raw, index) =>
    costOfInput(cost.basis, readInput(model, entry, raw, { isNew: true, path: `inputs.${index}` })),
  );
  const payload = costOfPayload(cost, entry);
  const reading = atomic ? { calls: 1, rows: inputs.length } : NO_COST;
  return addCosts([...each, times(payload, inputs.length), reading]);
}
