import type { ObjectRef } from '@pothos/core';
import type { DocFieldMeta } from '../../../metadata/doctype-meta.ts';
import { type Translations, translate } from '../../../metadata/translations.ts';
import type { SchemaParts, SchemaTypesOf } from '../../../schema/builder/builder.ts';
import type { DocFieldEntry, DocTypeEntry } from '../../../schema/model/doctype-entry.ts';
import type { SchemaModel } from '../../../schema/model/schema-model.ts';

/** The form of a DocType as a caller sees it. */
export interface ShownForm {
  readonly entry: DocTypeEntry;
  /** Into the caller's language. */
  readonly translations: Translations;
}

/** A docfield in its form, and the field that shows it; null if none does. */
export interface FormField {
  readonly form: ShownForm;
  readonly docfield: DocFieldMeta;
  readonly shown: DocFieldEntry | null;
  /** The field of inputs that takes its value. */
  readonly inputName: string | null;
}

/** An option of a Select. */
interface FormChoice {
  value: string;
  label: string;
  /** Its enum value. */
  name: string;
}

const TRANSLATED = {
  label: "Its label, in the caller's language.",
  description: "Its help text, in the caller's language.",
} as const;

const TEXTS = {
  fieldname: 'Its fieldname in Frappe.',
  fieldtype: 'Its fieldtype in Frappe.',
  options: 'The meaning depends on the fieldtype: a DocType, choices, a fieldname …',
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
  isUnique: 'Whether no two documents can have the same value.',
  isVirtual: 'Whether it is computed.',
  isCustom: 'Whether it is a Custom Field.',
  allowOnSubmit: 'Whether it can be changed once the document is submitted.',
  setOnlyOnce: 'Whether it cannot be changed once it is saved.',
  noCopy: 'Whether copies leave it out.',
  nonNegative: 'Whether it cannot be below 0.',
  inListView: 'Whether lists show it.',
  inStandardFilter: 'Whether lists offer a filter on it.',
} as const;

const NUMBERS = {
  permlevel: 'Its permission level.',
  length: 'Maximum length of text; 0 for the default.',
} as const;

/** The type of a docfield in its form. */
export function addFormFieldType(
  { builder, model }: SchemaParts,
  form: ObjectRef<SchemaTypesOf, ShownForm>,
): ObjectRef<SchemaTypesOf, FormField> {
  const choice = builder.objectRef<FormChoice>('FormChoice').implement({
    description: 'An option of a Select.',
    fields: (t) => ({
      value: t.exposeString('value', { nullable: false, description: 'As the site stores it.' }),
      label: t.exposeString('label', {
        nullable: false,
        description: "As the form shows it, in the caller's language.",
      }),
      name: t.exposeString('name', { nullable: false, description: 'The enum value that represents it.' }),
    }),
  });
  return builder.objectRef<FormField>('FormField').implement({
    description: 'A docfield in its form.',
    fields: (t) => ({
      name: t.string({
        description: 'The field that shows it; null if it holds no value or can only be written.',
        resolve: ({ shown }) => shown?.name ?? null,
      }),
      inputName: t.string({
        description: 'The field of inputs that sets it; null if nobody can write it.',
        resolve: ({ inputName }) => inputName,
      }),
      ...toFields(TRANSLATED, (name, description) =>
        t.string({ description, resolve: ({ form, docfield }) => inLanguage(form, docfield[name]) }),
      ),
      ...toFields(TEXTS, (name, description) => t.string({ description, resolve: ({ docfield }) => docfield[name] })),
      ...toFields(FLAGS, (name, description) => t.boolean({ description, resolve: ({ docfield }) => docfield[name] })),
      ...toFields(NUMBERS, (name, description) => t.int({ description, resolve: ({ docfield }) => docfield[name] })),
      choices: t.field({
        type: [choice],
        description: 'The options of a Select that is shown as an enum.',
        resolve: (field) => choicesOf(field),
      }),
      table: t.field({
        type: form,
        description: 'The form of the rows of a table.',
        resolve: (field) => tableOf(model, field),
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

/** The context of a text is its DocType, as in the site's own forms. */
function inLanguage({ entry, translations }: ShownForm, text: string | null): string | null {
  return text === null ? null : translate(translations, text, entry.meta.name);
}

function choicesOf({ form, shown }: FormField): FormChoice[] | null {
  if (shown?.kind.kind !== 'enum') return null;
  const { entry, translations } = form;
  return [...shown.kind.options].map(([name, value]) => ({
    name,
    value,
    label: translate(translations, value, entry.meta.name),
  }));
}

function tableOf(model: SchemaModel, { form, shown }: FormField): ShownForm | null {
  const entry = shown?.kind.kind === 'childTable' ? model.byDoctype.get(shown.kind.target) : undefined;
  return entry === undefined ? null : { ...form, entry };
}
