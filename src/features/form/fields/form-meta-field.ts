import type { ObjectRef } from '@pothos/core';
import { GatewayError } from '../../../errors.ts';
import type { DocTypeMeta } from '../../../metadata/doctype-meta.ts';
import { translate } from '../../../metadata/translations.ts';
import type { RequestScope } from '../../../query/execution/scope/request-scope.ts';
import { addCosts, LANGUAGE_COST } from '../../../query/plan/cost.ts';
import type { SchemaParts, SchemaTypesOf } from '../../../schema/builder/builder.ts';
import { longList } from '../../../schema/builder/long-list.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import type { SchemaModel } from '../../../schema/model/schema-model.ts';
import { addFormFieldType, type FormField, type ShownForm } from './form-field-type.ts';

/** `formMeta(doctype:)`: what a client needs to draw the form of a DocType. The model has it, so no call reads it; translations take some. */
export function addFormMetaField(parts: SchemaParts): void {
  const { builder, model } = parts;
  const form = builder.objectRef<ShownForm>('FormMeta');
  addFormType(parts, form, addFormFieldType(parts, form));
  builder.queryField('formMeta', (t) =>
    rootField(t, {
      type: form,
      description:
        'The form of a DocType; null if the schema does not have the DocType. As on the site, every user who is signed in can see it. Labels and help texts are in their language.',
      args: { doctype: t.arg.string({ required: true, description: 'A DocType, such as `Shop Order`.' }) },
      plan: ({ args }) => args.doctype,
      cost: () => addCosts([{ calls: 2, rows: 1 }, LANGUAGE_COST]),
      execute: (scope, doctype) => findForm(scope, model, doctype),
    }),
  );
}

/**
 * Frappe shows forms to every user and to no guest (frappe/desk/form/load.py, `getdoctype`). That the credential is one
 * of a user needs the caller's roles, which are kept for seconds.
 */
async function findForm(scope: RequestScope, model: SchemaModel, doctype: string): Promise<ShownForm | null> {
  const isGuest = scope.caller.token.isGuest || (await scope.identity()).user === 'Guest';
  if (isGuest) throw new GatewayError('UNAUTHENTICATED', 'Sign in to see forms.');
  const entry = model.byDoctype.get(doctype);
  return entry === undefined ? null : { entry, translations: await scope.translations() };
}

function addFormType(
  { builder }: SchemaParts,
  ref: ObjectRef<SchemaTypesOf, ShownForm>,
  field: ObjectRef<SchemaTypesOf, FormField>,
): void {
  builder.objectType(ref, {
    description: 'The form of a DocType, with its Custom Fields and Property Setters applied.',
    fields: (t) => {
      const text = (description: string, read: (meta: DocTypeMeta) => string | null) =>
        t.string({ description, resolve: ({ entry }) => read(entry.meta) });
      const flag = (description: string, read: (meta: DocTypeMeta) => boolean) =>
        t.boolean({ description, resolve: ({ entry }) => read(entry.meta) });
      return {
        doctype: t.string({ nullable: false, description: 'The DocType.', resolve: ({ entry }) => entry.meta.name }),
        label: t.string({
          nullable: false,
          description: "The name of the DocType in the caller's language.",
          resolve: ({ entry, translations }) => translate(translations, entry.meta.name),
        }),
        typeName: t.string({ description: 'Its type in this schema.', resolve: ({ entry }) => entry.type }),
        module: text('The module that it belongs to.', (meta) => meta.module),
        description: t.string({
          description: "Its purpose, in the caller's language.",
          resolve: ({ entry: { meta }, translations }) =>
            meta.description === null ? null : translate(translations, meta.description, meta.name),
        }),
        isChild: flag('Whether its documents are rows of tables.', (meta) => meta.isChild),
        isSingle: flag('Whether it has only one document.', (meta) => meta.isSingle),
        isTree: flag('Whether its documents are nodes of a tree.', (meta) => meta.isTree),
        isVirtual: flag('Whether its controller makes its documents.', (meta) => meta.isVirtual),
        isSubmittable: flag('Whether its documents can be submitted.', (meta) => meta.isSubmittable),
        allowRename: flag('Whether names can be changed.', (meta) => meta.allowRename),
        autoname: text('How names are made.', (meta) => meta.autoname),
        titleField: text('The docfield that holds the title of a document.', (meta) => meta.titleField),
        imageField: text('The docfield that shows a picture of them.', (meta) => meta.imageField),
        sortField: text("The sort order of the site's own lists.", (meta) => meta.sortField),
        sortOrder: text('`ASC` or `DESC`.', (meta) => meta.sortOrder),
        searchFields: t.stringList({
          description: 'The docfields that a search of links looks into.',
          resolve: ({ entry }) => [...entry.meta.searchFields],
        }),
        fields: t.field({
          type: [field],
          description: 'The docfields in the order of the form, its sections and columns among them.',
          ...longList((form: ShownForm) => formFields(form)),
        }),
      };
    },
  });
}

/** All docfields but those that nobody may see. */
function formFields(form: ShownForm): FormField[] {
  const { meta, fields, inputs, hidden } = form.entry;
  const shown = new Map(fields.map((field) => [field.docfield.fieldname, field]));
  const taken = new Map(inputs.map(({ docfield, name }) => [docfield.fieldname, name]));
  return meta.docfields
    .filter(({ fieldname }) => !hidden.has(fieldname))
    .map((docfield) => ({
      form,
      docfield,
      shown: shown.get(docfield.fieldname) ?? null,
      inputName: taken.get(docfield.fieldname) ?? null,
    }));
}
