import { addCosts, NO_COST } from '../../../query/plan/cost.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import type { DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import { mutationFieldName } from '../../../schema/model/naming.ts';
import { createDoc } from '../create-doc.ts';
import { createFromForm } from '../create-from-form.ts';
import { costOfInput } from '../input-cost.ts';
import { inputRef, takesInput } from './input-types.ts';
import { namingEmptyTable } from './name-empty-table.ts';
import { namingField, ownOrFrom } from './name-field.ts';
import { costOfTarget, type PayloadRef, planTarget } from './payload-type.ts';
import { readForm } from './read-form.ts';
import { readInput } from './read-input.ts';

const NEW = { isNew: true, path: 'input' } as const;

const FROM =
  'A document in the form of the site itself, as methods that map documents answer it: 0 and 1 for checks, option texts, `doctype`, `__islocal`. `input` replaces its values.';

/** `createShopOrder(input, from)`. */
export function addCreateField(parts: SchemaParts, entry: DocTypeEntry, payload: PayloadRef): void {
  const { model } = parts;
  parts.builder.mutationField(mutationFieldName('create', entry.singular), (t) =>
    rootField(t, {
      type: payload,
      description: `Creates a ${entry.meta.name}. The site decides what is mandatory, and fills in defaults.`,
      args: {
        ...(takesInput(entry) ? { input: t.arg({ type: inputRef(parts, entry), description: 'Its values.' }) } : {}),
        from: t.arg({ type: 'JSON', description: FROM }),
      },
      plan: (root) => {
        const target = planTarget(root, entry);
        const input = readInput(model, entry, rawInput(root.args), NEW);
        const { from } = root.args;
        if (from === undefined || from === null) return { target, input, form: null };
        return { target, input, form: readForm(model, entry, from, 'from', root.context.schema) };
      },
      cost: ({ target, input, form }, basis) =>
        addCosts([
          costOfInput(basis, input),
          form === null ? NO_COST : addCosts([costOfInput(basis, form.input), { calls: -1, rows: -1 }]),
          costOfTarget(target, basis),
        ]),
      execute: (scope, { target, input, form }) =>
        namingField(model, entry, form === null ? 'input' : ownOrFrom(input, 'input'), () =>
          form === null
            ? namingEmptyTable(entry.meta, input, () => createDoc(scope, target, input))
            : createFromForm(scope, target, { form: form.input, unknown: form.unknown, input }),
        ),
    }),
  );
}

/** The argument is not there where a DocType has nothing to give. */
export function rawInput(args: object): Record<string, unknown> {
  return 'input' in args && typeof args.input === 'object' && args.input !== null
    ? (args.input as Record<string, unknown>)
    : {};
}
