import type { RequestScope } from '../../../query/execution/scope/request-scope.ts';
import { addCosts, NO_COST } from '../../../query/plan/cost.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import type { DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import { mutationFieldName } from '../../../schema/model/naming.ts';
import { createDoc } from '../create-doc.ts';
import { createFromForm } from '../create-from-form.ts';
import { createWithKey } from '../create-once.ts';
import { type DocInput, mergeInputs } from '../doc-input.ts';
import { costOfKey, type KeyedRequest, readKey, textOf } from '../idempotency-key.ts';
import { costOfInput } from '../input-cost.ts';
import { showCreated } from '../show-created.ts';
import type { WriteTarget } from '../written-doc.ts';
import { inputRef, takesInput } from './input-types.ts';
import { namingEmptyTable } from './name-empty-table.ts';
import { namingField, ownOrFrom } from './name-field.ts';
import { costOfTarget, type PayloadRef, planTarget } from './payload-type.ts';
import { readForm } from './read-form.ts';
import { readInput } from './read-input.ts';

const NEW = { isNew: true, path: 'input' } as const;

/** The argument of creates that can be sent again. */
export const KEY = 'Names this request, so that a retry returns what it created.';

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
        idempotencyKey: t.arg.string({ description: KEY }),
      },
      plan: (root) => {
        const target = planTarget(root, entry);
        const input = readInput(model, entry, rawInput(root.args), NEW);
        const key = readKey(root.args.idempotencyKey);
        const { from } = root.args;
        if (from === undefined || from === null) return { target, key, input, form: null };
        return { target, key, input, form: readForm(model, entry, from, 'from', root.context.schema) };
      },
      cost: ({ target, key, input, form }, basis) =>
        addCosts([
          costOfInput(basis, input),
          form === null ? NO_COST : addCosts([costOfInput(basis, form.input), { calls: -1, rows: -1 }]),
          costOfTarget(target, basis),
          costOfKey(key, 1),
        ]),
      execute: (scope, plan) =>
        namingField(
          scope,
          { model, entry, path: plan.form === null ? 'input' : ownOrFrom(plan.input, 'input'), input: plan.input },
          () => create(scope, entry, plan),
        ),
    }),
  );
}

interface CreatePlan {
  readonly target: WriteTarget;
  readonly key: string | null;
  readonly input: DocInput;
  /** A document in the site's own form; null if there is none. */
  readonly form: ReturnType<typeof readForm> | null;
}

function create(scope: RequestScope, { meta }: DocTypeEntry, { target, key, input, form }: CreatePlan) {
  const copy = form === null ? null : { form: form.input, unknown: form.unknown, input };
  return createWithKey(scope, target, toKeyed(key, copy === null ? input : mergeInputs(copy.form, input)), {
    create: (one: WriteTarget) =>
      copy === null
        ? namingEmptyTable(meta, input, () => createDoc(scope, one, input))
        : createFromForm(scope, one, copy),
    show: (made) => showCreated(scope, target, made),
  });
}

function toKeyed(key: string | null, input: DocInput): KeyedRequest | null {
  return key === null ? null : { key, inputs: [input], text: textOf([input]) };
}

/** The argument is not there where a DocType has nothing to give. */
export function rawInput(args: object): Record<string, unknown> {
  return 'input' in args && typeof args.input === 'object' && args.input !== null
    ? (args.input as Record<string, unknown>)
    : {};
}
