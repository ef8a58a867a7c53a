import { addCosts } from '../../../query/plan/cost.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import type { DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import { mutationFieldName } from '../../../schema/model/naming.ts';
import { createDoc } from '../create-doc.ts';
import { costOfInput } from '../input-cost.ts';
import { inputRef, takesInput } from './input-types.ts';
import { namingField } from './name-field.ts';
import { costOfTarget, type PayloadRef, planTarget } from './payload-type.ts';
import { readInput } from './read-input.ts';

const NEW = { isNew: true, path: 'input' } as const;

/** `createShopOrder(input)`. */
export function addCreateField(parts: SchemaParts, entry: DocTypeEntry, payload: PayloadRef): void {
  const { model } = parts;
  parts.builder.mutationField(mutationFieldName('create', entry.singular), (t) =>
    rootField(t, {
      type: payload,
      description: `Creates a ${entry.meta.name}. The site decides what is mandatory, and fills in defaults.`,
      args: takesInput(entry) ? { input: t.arg({ type: inputRef(parts, entry), description: 'Its values.' }) } : {},
      plan: (root) => ({
        target: planTarget(root, entry),
        input: readInput(model, entry, rawInput(root.args), NEW),
      }),
      cost: ({ target, input }, basis) => addCosts([costOfInput(basis, input), costOfTarget(target, basis)]),
      execute: (scope, { target, input }) => namingField(model, entry, 'input', () => createDoc(scope, target, input)),
    }),
  );
}

/** The argument is not there where a DocType has nothing to give. */
export function rawInput(args: object): Record<string, unknown> {
  return 'input' in args && typeof args.input === 'object' && args.input !== null
    ? (args.input as Record<string, unknown>)
    : {};
}
