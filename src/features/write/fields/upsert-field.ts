import { addCosts } from '../../../query/plan/cost.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import type { DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import { mutationFieldName } from '../../../schema/model/naming.ts';
import { costOfKeys } from '../doc-key.ts';
import { upsertDoc } from '../upsert-doc.ts';
import { namingField } from './name-field.ts';
import { costOfTarget, type PayloadRef, planTarget } from './payload-type.ts';
import { costOfUpsert, hasKeys, readUpsert, upsertArguments } from './upsert-input.ts';

/** `upsertShopCustomer(by, input)`, where documents have a key that their creators choose. */
export function addUpsertField(parts: SchemaParts, entry: DocTypeEntry, payload: PayloadRef): void {
  if (!hasKeys(entry)) return;
  const { model } = parts;
  parts.builder.mutationField(mutationFieldName('upsert', entry.singular), (t) =>
    rootField(t, {
      type: payload,
      description: `Changes the ${entry.meta.name} that \`by\` names, or creates it. If somebody else creates it at the same time, one of the two gets \`CONFLICT\`.`,
      args: upsertArguments(parts, (options) => t.arg(options), entry),
      plan: (root) => ({ target: planTarget(root, entry), upsert: readUpsert(model, entry, root.args, '') }),
      cost: ({ target, upsert }, basis) =>
        addCosts([
          costOfKeys(entry.meta, [upsert.key], basis),
          costOfUpsert(upsert, basis),
          costOfTarget(target, basis),
        ]),
      execute: (scope, { target, upsert }) =>
        namingField(scope, { model, entry, path: byOrInput(upsert.key.path, 'input'), input: upsert.creation }, () =>
          upsertDoc(scope, target, upsert),
        ),
    }),
  );
}

/** The path of a field that a refusal is about: the key is in `by`. */
export function byOrInput(keyPath: string, input: string): (field: string) => string {
  const by = keyPath.slice(0, keyPath.lastIndexOf('.'));
  return (field) => (keyPath === `${by}.${field}` ? by : input);
}
