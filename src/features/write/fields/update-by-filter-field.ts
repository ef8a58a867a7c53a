import { badUserInput, GatewayError } from '../../../errors.ts';
import type { RequestScope } from '../../../query/execution/scope/request-scope.ts';
import { addCosts } from '../../../query/plan/cost.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import type { DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import type { SchemaModel } from '../../../schema/model/schema-model.ts';
import { byFilterFieldName } from '../../../schema/model/write-names.ts';
import { assertMayWrite } from '../assert-may-write.ts';
import { type BulkWork, writeByFilter } from '../bulk-write.ts';
import { checkLinks } from '../check-links.ts';
import { type DocInput, rowsOf } from '../doc-input.ts';
import { costOfInput } from '../input-cost.ts';
import { updateDoc } from '../update-doc.ts';
import { bulkArguments, costOfSelection, readBulk, toBulkWrite } from './bulk-arguments.ts';
import { bulkWriteOf } from './bulk-types.ts';
import { inputRef, takesInput } from './input-types.ts';
import { once } from './many-items.ts';
import { namingField } from './name-field.ts';
import { readInput } from './read-input.ts';

/** `updateShopOrdersByFilter(filter, set, expectCount)`: one result for each document, for stored documents. */
export function addUpdateByFilterField(parts: SchemaParts, entry: DocTypeEntry): void {
  const { meta, plural } = entry;
  const filter = parts.filters.get(meta.name);
  if (filter === undefined || meta.isVirtual || !takesInput(entry)) return;
  const { model, builder } = parts;
  builder.mutationField(byFilterFieldName('update', plural), (t) =>
    rootField(t, {
      type: bulkWriteOf(parts),
      description: `Changes every ${meta.name} that a filter finds, a few at a time, in the order of their names.`,
      args: {
        set: t.arg({ type: inputRef(parts, entry), required: true, description: 'The new values of each.' }),
        ...bulkArguments(t.arg, filter),
      },
      plan: ({ args, context }) => ({
        bulk: readBulk(model, entry, context.limits, args),
        set: readSet(model, entry, args.set),
      }),
      cost: ({ bulk: { selection }, set }, basis) =>
        addCosts([
          costOfSelection(selection, basis),
          costOfInput(basis, set),
          { calls: selection.first, rows: selection.first },
        ]),
      execute: async (scope, { bulk, set }) => {
        const work = toWork(scope, model, entry, set);
        return toBulkWrite(await writeByFilter(scope, bulk.selection, work), bulk);
      },
    }),
  );
}

/** A document that was changed after it was found is a conflict, which the site itself notices. */
function toWork(scope: RequestScope, model: SchemaModel, entry: DocTypeEntry, input: DocInput): BulkWork {
  const { meta } = entry;
  const target = { doctype: meta, plan: null };
  const checked = once(() => checkLinks(scope, [input]));
  return {
    prepare: async () => {
      await assertMayWrite(scope, meta, input, false);
      (await checked())(input);
    },
    write: async ({ name, modified }) => {
      const update = { name, input, ifModified: modified };
      const write = () => updateDoc(scope, target, update, checked);
      const { messages } = await namingField(scope, { model, entry, path: 'set', input }, write).catch(
        (error: unknown) => {
          throw changedSince(name, error);
        },
      );
      return messages;
    },
    looksAgain: false,
  };
}

function changedSince(name: string, error: unknown): unknown {
  if (!(error instanceof GatewayError) || error.details.field !== 'ifModified') return error;
  const details = { ...error.details, field: 'filter' };
  return new GatewayError(error.code, `${name} was changed after the filter had found it.`, details, error.cause);
}

/** @throws GatewayError `BAD_USER_INPUT`, also for rows by name: a row belongs to one document. */
function readSet(model: SchemaModel, entry: DocTypeEntry, raw: Record<string, unknown>): DocInput {
  const input = readInput(model, entry, raw, { isNew: false, path: 'set' });
  if (input.fields.length + input.tables.length === 0) throw badUserInput('`set` has no values.', 'set');
  const named = input.tables.flatMap(rowsOf).find(({ name }) => name !== null);
  if (named === undefined) return input;
  throw badUserInput(
    `${named.path}.name: A row belongs to one document. Give all rows without names.`,
    `${named.path}.name`,
  );
}
