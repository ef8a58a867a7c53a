import { DIALECTS, type FrappeMajor } from '../dialects.ts';
import type { DocField } from './docfield.ts';
import type { DocTypeFile } from './doctype-files.ts';

/** Columns of the metadata DocTypes that came later than v14, with the version that brought them. */
const SINCE: Readonly<Record<string, FrappeMajor>> = {
  'DocType.queue_in_background': 15,
  'DocField.link_filters': 15,
  'DocField.placeholder': 15,
  'DocField.show_on_timeline': 15,
  'DocField.make_attachment_public': 15,
  'Custom Field.link_filters': 15,
  'Custom Field.placeholder': 15,
  'Custom Field.show_dashboard': 15,
  'Custom Field.set_only_once': 17,
  'Webhook.is_dynamic_url': 15,
  'Webhook.background_jobs_queue': 15,
  'DocField.mask': 17,
  'DocPerm.mask': 17,
  'Custom DocPerm.mask': 17,
};

/** Columns that are gone, with the version that dropped them. */
const UNTIL: Readonly<Record<string, FrappeMajor>> = { 'Webhook.naming_series': 15 };

/** The fieldtypes whose form has a length, from v17 on. */
const SIZED_TYPES = ", 'Float', 'Currency', 'Percent'";

const MASK: DocField = { fieldname: 'mask', fieldtype: 'Check', label: 'Mask' };

/** A core DocType with the fields that it has in a version. */
export function fieldsOfVersion(file: DocTypeFile, version: FrappeMajor): DocTypeFile {
  const hasMask = SINCE[`${file.name}.mask`] !== undefined;
  const all = hasMask ? [...file.fields, MASK] : file.fields;
  const present = all.filter(({ fieldname }) => {
    const key = `${file.name}.${fieldname}`;
    return (SINCE[key] ?? 14) <= version && version < (UNTIL[key] ?? 99);
  });
  const { sizesDecimals } = DIALECTS[version];
  const fields = present.map((field) =>
    field.fieldname === 'length' && !sizesDecimals
      ? { ...field, depends_on: String(field.depends_on ?? '').replace(SIZED_TYPES, '') }
      : field,
  );
  const isNamedBySeries = file.name === 'Webhook' && version === 14;
  return { ...file, fields, ...(isNamedBySeries ? { autoname: 'naming_series:', naming_rule: null } : {}) };
}

/** A DocType of the site's own: those made on the site sort by the default of the version. */
export function defaultsOfVersion(file: DocTypeFile, version: FrappeMajor): DocTypeFile {
  return file.custom && version >= 16 ? { ...file, sort_field: 'creation' } : file;
}
