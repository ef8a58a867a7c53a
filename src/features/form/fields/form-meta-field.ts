import type { ObjectRef } from '@pothos/core';
import { GatewayError } from '../../../errors.ts';
import type { DocTypeMeta } from '../../../metadata/doctype-meta.ts';
import type { RequestScope } from '../../../query/execution/scope/request-scope.ts';
import type { SchemaParts, SchemaTypesOf } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import type { DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import type { SchemaModel } from '../../../schema/model/schema-model.ts';
import { addFormFieldType, type FormField } from './form-field-type.ts';

/** `formMeta(doctype:)`: what a client needs to draw the form of a DocType. The model has it, so no call reads it. */
export function addFormMetaField(parts: SchemaParts): void {
  const { builder, model } = parts;
  const form = builder.objectRef<DocTypeEntry>('FormMeta');
  addFormType(parts, form, addFormFieldType(parts, form));
  builder.queryField('formMeta', (t) =>
    rootField(t, {
      type: form,
      description:
        'The form of a DocType, or null where the schema has none of that name. As on the site, everybody who is signed in may see it.',
      args: { doctype: t.arg.string({ required: true, description: 'A DocType, such as `Shop Order`.' }) },
      plan: ({ args }) => args.doctype,
      cost: () => ({ calls: 2, rows: 1 }),
      execute: (scope, doctype) => findForm(scope, model, doctype),
    }),
  );
}

/**
 * Frappe shows forms to every user and to no guest (frappe/desk/form/load.py, `getdoctype`). That the credential is one
 * of a user needs the caller's roles, which are kept for seconds.
 */
async function findForm(scope: RequestScope, model: SchemaModel, doctype: string): Promise<DocTypeEntry | null> {
  const isGuest = scope.caller.token.isGuest || (await scope.identity()).user === 'Guest';
  if (isGuest) throw new GatewayError('UNAUTHENTICATED', 'Sign in to see forms.');
  return model.byDoctype.get(doctype) ?? null;
}

function addFormType(
  { builder }: SchemaParts,
  ref: ObjectRef<SchemaTypesOf, DocTypeEntry>,
  field: ObjectRef<SchemaTypesOf, FormField>,
): void {
  builder.objectType(ref, {
    description: 'The form of a DocType, with Custom Fields and Property Setters as they are in force.',
    fields: (t) => {
      const text = (description: string, read: (meta: DocTypeMeta) => string | null) =>
        t.string({ description, resolve: ({ meta }) => read(meta) });
      const flag = (description: string, read: (meta: DocTypeMeta) => boolean) =>
        t.boolean({ description, resolve: ({ meta }) => read(meta) });
      return {
        doctype: t.string({ nullable: false, description: 'The DocType.', resolve: ({ meta }) => meta.name }),
        typeName: t.string({ description: 'Its type in this schema.', resolve: ({ type }) => type }),
        module: text('The module that it belongs to.', (meta) => meta.module),
        description: text('Its purpose.', (meta) => meta.description),
        isChild: flag('Whether its documents are rows of tables.', (meta) => meta.isChild),
        isSingle: flag('Whether there is one document only.', (meta) => meta.isSingle),
        isTree: flag('Whether its documents are nodes of a tree.', (meta) => meta.isTree),
        isVirtual: flag('Whether its controller makes its documents.', (meta) => meta.isVirtual),
        isSubmittable: flag('Whether its documents can be submitted.', (meta) => meta.isSubmittable),
        allowRename: flag('Whether names can be changed.', (meta) => meta.allowRename),
        autoname: text('How names are made.', (meta) => meta.autoname),
        titleField: text('The docfield that documents are called by.', (meta) => meta.titleField),
        imageField: text('The docfield that shows a picture of them.', (meta) => meta.imageField),
        sortField: text("The sort order of the site's own lists.", (meta) => meta.sortField),
        sortOrder: text('`ASC` or `DESC`.', (meta) => meta.sortOrder),
        searchFields: t.stringList({
          description: 'The docfields that a search of links looks into.',
          resolve: ({ meta }) => [...meta.searchFields],
        }),
        fields: t.field({
          type: [field],
          description: 'The docfields in the order of the form, its sections and columns among them.',
          resolve: (entry) => formFields(entry),
        }),
      };
    },
  });
}

/** All docfields but those that nobody may see. */
function formFields({ meta, fields, inputs, hidden }: DocTypeEntry): FormField[] {
  const shown = new Map(fields.map((field) => [field.docfield.fieldname, field]));
  const taken = new Map(inputs.map(({ docfield, name }) => [docfield.fieldname, name]));
  return meta.docfields
    .filter(({ fieldname }) => !hidden.has(fieldname))
    .map((docfield) => ({
      docfield,
      shown: shown.get(docfield.fieldname) ?? null,
      inputName: taken.get(docfield.fieldname) ?? null,
    }));
}
