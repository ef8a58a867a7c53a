import { addCosts, type Cost, type CostBasis, repeat } from '../../../query/plan/cost.ts';
import type { FilterRef, SchemaParts } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import type { DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import { mutationFieldName, writeTypeName } from '../../../schema/model/naming.ts';
import { checkLinks } from '../check-links.ts';
import { costOfKeys, findByKeys, keyText } from '../doc-key.ts';
import { type DocUpsert, upsertDoc } from '../upsert-doc.ts';
import { repeatedNames, writeMany } from '../write-many.ts';
import type { WriteTarget } from '../written-doc.ts';
import { attempt, EACH, namedTwice, once, readable } from './many-items.ts';
import { namingField } from './name-field.ts';
import { costOfTarget, type PayloadRef, planTarget } from './payload-type.ts';
import { byOrInput } from './upsert-field.ts';
import { costOfUpsert, hasKeys, readUpsert, upsertArguments } from './upsert-input.ts';

/** `upsertShopCustomers(upserts)`: one result or error for each, in the order of the upserts. */
export function addUpsertManyField(parts: SchemaParts, entry: DocTypeEntry, payload: PayloadRef): void {
  if (!hasKeys(entry)) return;
  const { model } = parts;
  const { meta } = entry;
  parts.builder.mutationField(mutationFieldName('upsert', entry.plural), (t) =>
    rootField(t, {
      type: [payload],
      ...EACH,
      description: `Changes or creates many ${meta.name}, a few at a time. One that fails is null, with its error.`,
      args: {
        upserts: t.arg({ type: [upsertType(parts, entry)], required: true, description: 'The values of each.' }),
      },
      plan: (root) => ({
        target: planTarget(root, entry),
        upserts: refuseRepeated(
          root.args.upserts.map((raw, index) => attempt(() => readUpsert(model, entry, raw, `upserts.${index}.`))),
        ),
      }),
      cost: (plan, basis) => costOfUpserts(plan, basis),
      execute: async (scope, { target, upserts }) => {
        const some = readable(upserts);
        const keys = some.map(({ key }) => key);
        const nameOf = await findByKeys(scope, meta, keys);
        const inputs = some.flatMap(({ creation, change }) => [creation, change]);
        const checked = once(() => checkLinks(scope, inputs));
        return writeMany(scope, upserts, (upsert, index) => {
          if (upsert instanceof Error) throw upsert;
          const path = byOrInput(upsert.key.path, `upserts.${index}.input`);
          const name = nameOf(upsert.key);
          return namingField(scope, { model, entry, path, input: upsert.creation }, () =>
            upsertDoc(scope, target, upsert, name, checked),
          );
        });
      },
    }),
  );
}

interface UpsertsPlan {
  target: WriteTarget;
  upserts: readonly (DocUpsert | Error)[];
}

function costOfUpserts({ target, upserts }: UpsertsPlan, basis: CostBasis): Cost {
  const some = readable(upserts);
  const keys = some.map(({ key }) => key);
  return addCosts([
    costOfKeys(target.doctype, keys, basis),
    // A document that is to be created is looked for by itself once more.
    { calls: some.length, rows: some.length },
    ...some.map((upsert) => costOfUpsert(upsert, basis)),
    repeat(basis, upserts.length, () => costOfTarget(target, basis)),
  ]);
}

/** Two upserts of one document side by side would be a race. */
function refuseRepeated(upserts: readonly (DocUpsert | Error)[]): (DocUpsert | Error)[] {
  const texts = upserts.map((upsert, index) =>
    upsert instanceof Error ? `${index}` : keyText(upsert.key.fieldname, upsert.key.value),
  );
  const repeated = repeatedNames(texts);
  return upserts.map((upsert, index) =>
    upsert instanceof Error || !repeated.has(index) ? upsert : namedTwice(upsert.key.value, upsert.key.path),
  );
}

function upsertType(parts: SchemaParts, entry: DocTypeEntry): FilterRef {
  return parts.builder.inputRef<Record<string, unknown>>(writeTypeName(entry.type, 'Upsert')).implement({
    description: `A ${entry.meta.name} to change or create.`,
    fields: (t) => upsertArguments(parts, (options) => t.field(options), entry),
  });
}
