import type { ArgBuilder } from '@pothos/core';
import { deriveOnce } from '../../../derive-once.ts';
import { badUserInput } from '../../../errors.ts';
import { type DocumentMapping, listMappings } from '../../../metadata/document-mappings.ts';
import { costOfDoc } from '../../../query/execution/plan-cost.ts';
import { addCosts, type Cost } from '../../../query/plan/cost.ts';
import { planDocuments } from '../../../query/planner/plan-field.ts';
import type { SchemaParts, SchemaTypesOf } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import type { DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import { mutationFieldName, unsavedFieldName } from '../../../schema/model/naming.ts';
import { hasPermlevels } from '../../write/fields/copy-fields.ts';
import { inputRef, takesInput } from '../../write/fields/input-types.ts';
import { namingField, ownOrFrom } from '../../write/fields/name-field.ts';
import { costOfTarget, type PayloadRef, payloadOf, planTarget } from '../../write/fields/payload-type.ts';
import { readInput } from '../../write/fields/read-input.ts';
import { costOfInput } from '../../write/input-cost.ts';
import { assertArguments } from '../assert-arguments.ts';
import type { MappedSource } from '../choose-mapping.ts';
import { makeDoc } from '../make-doc.ts';
import { readUnsaved } from '../read-unsaved.ts';

/** The mappings between DocTypes that the schema shows, by the DocType that they make. */
const mappingsOf = deriveOnce(({ model, config }: SchemaParts): ReadonlyMap<string, readonly DocumentMapping[]> => {
  const { whitelisted, methods } = config;
  const groups = new Map<string, DocumentMapping[]>();
  for (const mapping of listMappings(model.doctypes, whitelisted, methods)) {
    groups.set(mapping.target, [...(groups.get(mapping.target) ?? []), mapping]);
  }
  return groups;
});

/** `makeDeliveryNote(from, set, submit)` and `unsavedDeliveryNote(from)`, for each DocType that others are mapped to. */
export function addMakeFields(parts: SchemaParts, entry: DocTypeEntry): void {
  const own = mappingsOf(parts).get(entry.meta.name) ?? [];
  if (own.length === 0) return;
  addMakeField(parts, entry, payloadOf(parts, entry), own);
  addUnsavedField(parts, entry, own);
}

function addMakeField(
  parts: SchemaParts,
  entry: DocTypeEntry,
  payload: PayloadRef,
  mappings: readonly DocumentMapping[],
): void {
  const { model } = parts;
  const { name, isSubmittable, workflowStateField } = entry.meta;
  // The caller's roles decide which mapped values are left out.
  const roles = hasPermlevels(model, entry) ? 2 : 0;
  parts.builder.mutationField(mutationFieldName('make', entry.singular), (t) =>
    rootField(t, {
      type: payload,
      description: `Creates a ${name} from another document, linked to it, as the button in its form does.`,
      args: {
        ...sourceArguments(mappings, t.arg),
        ...(takesInput(entry) ? { set: t.arg({ type: inputRef(parts, entry), description: SET }) } : {}),
        ...(isSubmittable ? { submit: t.arg.boolean({ description: `Submits the new ${name}, too.` }) } : {}),
      },
      plan: (root) => {
        const args: Readonly<Record<string, unknown>> = root.args;
        if (args.submit === true && workflowStateField !== null)
          throw badUserInput(`submit: ${name} has a workflow, which decides when it is submitted.`, 'submit');
        const set = readInput(model, entry, (args.set ?? {}) as Record<string, unknown>, { isNew: true, path: 'set' });
        const making = { source: readSource(mappings, args), set, submits: args.submit === true };
        return { target: planTarget(root, entry), making };
      },
      cost: ({ target, making }, basis) =>
        addCosts([
          costOfSource(making.source),
          { calls: roles, rows: 0 },
          costOfInput(basis, making.set),
          { calls: making.submits ? 1 : 0, rows: 0 },
          costOfTarget(target, basis),
        ]),
      execute: (scope, { target, making }) =>
        namingField(scope, { model, entry, path: ownOrFrom(making.set, 'set'), input: making.set }, () =>
          makeDoc(scope, target, making),
        ),
    }),
  );
}

function addUnsavedField(parts: SchemaParts, entry: DocTypeEntry, mappings: readonly DocumentMapping[]): void {
  const type = parts.documents.get(entry.meta.name);
  if (type === undefined) return;
  parts.builder.queryField(unsavedFieldName(entry.singular), (t) =>
    rootField(t, {
      type,
      description: `A ${entry.meta.name} as the site makes it from another document, without storing it. It and its rows have names such as \`new-delivery-note-1\`.`,
      args: sourceArguments(mappings, t.arg),
      plan: ({ context, args, nodes }) => ({
        source: readSource(mappings, args),
        doc: planDocuments(context, entry.meta.name, nodes),
      }),
      cost: ({ source, doc }, basis) => addCosts([costOfSource(source), costOfDoc(doc, basis), { calls: -1, rows: 0 }]),
      execute: (scope, { source, doc }) => readUnsaved(scope, doc, source),
    }),
  );
}

const SET = 'Values that replace mapped ones; a table replaces its rows.';
const ARGS = 'Further arguments of the function that maps, by name.';

function sourceArguments(mappings: readonly DocumentMapping[], arg: ArgBuilder<SchemaTypesOf>) {
  const sources = sourcesOf(mappings).join(', ');
  return {
    from: arg.id({ required: true, description: `The name of the document that it is made from: ${sources}.` }),
    fromDoctype: arg.string({
      description: 'The DocType of that document. Without it, the document is looked for in each of them.',
    }),
    args: arg({ type: 'JSON', description: ARGS }),
  };
}

function readSource(mappings: readonly DocumentMapping[], args: Readonly<Record<string, unknown>>): MappedSource {
  const { fromDoctype = null } = args;
  const chosen = fromDoctype === null ? mappings : mappings.filter(({ source }) => source === fromDoctype);
  if (chosen.length === 0)
    throw badUserInput(`fromDoctype: expected one of ${sourcesOf(mappings).join(', ')}.`, 'fromDoctype');
  const given = assertArguments(args.args, 'args');
  return { mappings: chosen, name: String(args.from), args: given };
}

function sourcesOf(mappings: readonly DocumentMapping[]): string[] {
  return mappings.map(({ source }) => source).sort();
}

/** The call that maps, and a look into each DocType that the document may be of. */
function costOfSource({ mappings }: MappedSource): Cost {
  const looks = mappings.length > 1 ? mappings.length : 0;
  return { calls: 1 + looks, rows: 1 + looks };
}
