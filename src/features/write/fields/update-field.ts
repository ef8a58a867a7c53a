import { badUserInput } from '../../../errors.ts';
import { addCosts, type Cost, type CostBasis, NO_COST } from '../../../query/plan/cost.ts';
import type { FilterRef, SchemaParts } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import type { DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import { mutationFieldName } from '../../../schema/model/naming.ts';
import type { SchemaModel } from '../../../schema/model/schema-model.ts';
import { type DocInput, needsStoredRows } from '../doc-input.ts';
import { costOfInput } from '../input-cost.ts';
import { type DocUpdate, updateDoc } from '../update-doc.ts';
import { rawInput } from './create-field.ts';
import { inputRef, patchRef, tablesOf, takesInput } from './input-types.ts';
import { namingField } from './name-field.ts';
import { costOfTarget, type PayloadRef, planTarget } from './payload-type.ts';
import { readInput, readPatch } from './read-input.ts';

/** `updateShopOrder(name, input, patch, ifModified)`; a Single does not take a name. */
export function addUpdateField(parts: SchemaParts, entry: DocTypeEntry, payload: PayloadRef): void {
  if (!takesInput(entry)) return;
  const { model } = parts;
  const { isSingle, name } = entry.meta;
  parts.builder.mutationField(mutationFieldName('update', entry.singular), (t) =>
    rootField(t, {
      type: payload,
      description: `Changes ${isSingle ? name : `a ${name}`}. Omitted fields keep their values.`,
      args: {
        ...(isSingle ? {} : { name: t.arg.id({ required: true, description: 'The name of the document.' }) }),
        ...updateArguments(parts, (options) => t.arg(options), entry),
      },
      plan: (root) => ({
        target: planTarget(root, entry),
        update: {
          name: 'name' in root.args ? String(root.args.name) : name,
          input: readChanges(model, entry, root.args, ''),
          ifModified: readIfModified(root.args),
        },
      }),
      cost: ({ target, update }, basis) => addCosts([costOfUpdate(update, basis), costOfTarget(target, basis)]),
      execute: (scope, { target, update }) =>
        namingField(scope, { model, entry, path: 'input', input: update.input }, () =>
          updateDoc(scope, target, update),
        ),
    }),
  );
}

/** The arguments of an update except the name, as arguments of a field or as fields of an input. */
export function updateArguments<Made>(
  parts: SchemaParts,
  make: (options: { type: FilterRef | 'LocalDateTime'; description: string }) => Made,
  entry: DocTypeEntry,
): Record<string, Made> {
  const hasTables = tablesOf(parts, entry).length > 0;
  return {
    input: make({ type: inputRef(parts, entry), description: 'The new values.' }),
    ...(hasTables ? { patch: make({ type: patchRef(parts, entry), description: 'Changes of single rows.' }) } : {}),
    ifModified: make({
      type: 'LocalDateTime',
      description: 'The `modified` that you have read: `CONFLICT` if the document has a different one by now.',
    }),
  };
}

/**
 * The requested changes of an update: values and rows of the input, and changes of the patch.
 *
 * @param prefix the path of the arguments, such as `updates.2.`.
 * @throws GatewayError `BAD_USER_INPUT`
 */
export function readChanges(model: SchemaModel, entry: DocTypeEntry, args: object, prefix: string): DocInput {
  const input = readInput(model, entry, rawInput(args), { isNew: false, path: `${prefix}input` });
  const patch = 'patch' in args && args.patch ? (args.patch as Record<string, unknown>) : {};
  const patched = readPatch(model, entry, patch, `${prefix}patch`);
  const replaced = new Set(input.tables.map(({ docfield }) => docfield.fieldname));
  const twice = patched.find(({ docfield }) => replaced.has(docfield.fieldname));
  if (twice) throw badUserInput(`${twice.path}: The input replaces this table already.`, twice.path);
  return { ...input, tables: [...input.tables, ...patched] };
}

/** The site compares the text: it writes no fraction where there is none. */
export function readIfModified(args: object): string | null {
  if (!('ifModified' in args) || typeof args.ifModified !== 'string') return null;
  return args.ifModified.replace(/\.0+$/, '');
}

/** The cost of an update, without reading the document afterwards. */
export function costOfUpdate({ input }: DocUpdate, basis: CostBasis): Cost {
  return addCosts([costOfInput(basis, input), needsStoredRows(input) ? { calls: 1, rows: 1 } : NO_COST]);
}
