import type { ObjectRef } from '@pothos/core';
import type { DocFieldMeta } from '../../../metadata/doctype-meta.ts';
import type { SchemaParts, SchemaTypesOf } from '../../../schema/builder/builder.ts';
import type { DocFieldEntry, DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import type { SchemaModel } from '../../../schema/model/schema-model.ts';

/** A docfield in its form, and the field that shows it; null if none does. */
export interface FormField {
  readonly docfield: DocFieldMeta;
  readonly shown: DocFieldEntry | null;
  /** The field of inputs that takes its value. */
  readonly inputName: string | null;
}

const TEXTS = {
  fieldname: "Frappe's name of it.",
  label: 'Its label.',
  fieldtype: "Frappe's type of it.",
  options: 'The meaning depends on the fieldtype: a DocType, choices, a fieldname …',
  description: 'Its help text.',
  default: 'The default for new documents, as Frappe writes it.',
  precision: 'Digits after the point.',
  fetchFrom: 'The source that its value is copied from.',
  dependsOn: 'When the form shows it, as Frappe writes it.',
  mandatoryDependsOn: 'When it must have a value.',
  readOnlyDependsOn: 'When nobody can change it.',
} as const;

const FLAGS = {
  isRequired: 'Whether it must have a value.',
  isReadOnly: 'Whether nobody can change it in the form.',
  isHidden: 'Whether the form does not show it.',
  isUnique: 'Whether no two documents may have one value.',
  isVirtual: 'Whether it is computed.',
  isCustom: 'Whether it is a Custom Field.',
  allowOnSubmit: 'Whether it can be changed once the document is submitted.',
  setOnlyOnce: 'Whether it cannot be changed once it is saved.',
  noCopy: 'Whether copies go without it.',
  nonNegative: 'Whether it cannot be below 0.',
  inListView: 'Whether lists show it.',
  inStandardFilter: 'Whether lists offer a filter of it.',
} as const;

const NUMBERS = {
  permlevel: 'Its permission level.',
  length: 'How long text may be; 0 for as usual.',
} as const;

/** The type of a docfield in its form. */
export function addFormFieldType(
  { builder, model }: SchemaParts,
  form: ObjectRef<SchemaTypesOf, DocTypeEntry>,
): ObjectRef<SchemaTypesOf, FormField> {
  const choice = builder.objectRef<{ value: string; name: string }>('FormChoice').implement({
    description: 'An option of a Select.',
    fields: (t) => ({
      value: t.exposeString('value', { nullable: false, description: 'As the site stores it.' }),
      name: t.exposeString('name', { nullable: false, description: 'The enum value that represents it.' }),
    }),
  });
  return builder.objectRef<FormField>('FormField').implement({
    description: 'A docfield in its form.',
    fields: (t) => ({
      name: t.string({
        description: 'The field that shows it; null for what holds no value, and for what can only be written.',
        resolve: ({ shown }) => shown?.name ?? null,
      }),
      inputName: t.string({
        description: 'The field of inputs that takes its value; null for what nobody can write.',
        resolve: ({ inputName }) => inputName,
      }),
      ...toFields(TEXTS, (name, description) => t.string({ description, resolve: ({ docfield }) => docfield[name] })),
      ...toFields(FLAGS, (name, description) => t.boolean({ description, resolve: ({ docfield }) => docfield[name] })),
      ...toFields(NUMBERS, (name, description) => t.int({ description, resolve: ({ docfield }) => docfield[name] })),
      choices: t.field({
        type: [choice],
        description: 'The options of a Select that is shown as an enum.',
        resolve: ({ shown }) => choicesOf(shown),
      }),
      table: t.field({
        type: form,
        description: 'The form of the rows of a table.',
        resolve: ({ shown }) => tableOf(model, shown),
      }),
    }),
  });
}

function toFields<Name extends string, Field>(
  descriptions: Readonly<Record<Name, string>>,
  toField: (name: Name, description: string) => Field,
): Record<string, Field> {
  const entries = Object.entries(descriptions) as [Name, string][];
  return Object.fromEntries(entries.map(([name, description]) => [name, toField(name, description)]));
}

function choicesOf(shown: DocFieldEntry | null): { value: string; name: string }[] | null {
  return shown?.kind.kind === 'enum' ? [...shown.kind.options].map(([name, value]) => ({ name, value })) : null;
}

function tableOf(model: SchemaModel, shown: DocFieldEntry | null): DocTypeEntry | null {
  return shown?.kind.kind === 'childTable' ? (model.byDoctype.get(shown.kind.target) ?? null) : null;
}
