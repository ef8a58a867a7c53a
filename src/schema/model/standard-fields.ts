import type { DocFieldMeta } from '../../metadata/doctype-meta.ts';

/** The columns that every document has in addition to its docfields (frappe/model/__init__.py, `default_fields`). */
export const STANDARD_FIELDS: readonly DocFieldMeta[] = [
  standardField('owner', 'Link', 'The user who created it', 'User'),
  standardField('creation', 'Datetime', 'When it was created'),
  standardField('modified', 'Datetime', 'When it was last changed'),
  standardField('modified_by', 'Link', 'The user who changed it last', 'User'),
  standardField('docstatus', 'DocStatus', 'Whether it is a draft, submitted or cancelled'),
];

/** A child row has its position in the table. */
export const CHILD_STANDARD_FIELDS: readonly DocFieldMeta[] = [
  standardField('idx', 'Int', 'Position in the table, from 1'),
];

/** Whether a column is there in every document or row, whatever its DocType. */
export function isStandardField(fieldname: string): boolean {
  return STANDARD_FIELDS.some((docfield) => docfield.fieldname === fieldname) || fieldname === 'idx';
}

function standardField(
  fieldname: string,
  fieldtype: string,
  label: string,
  options: string | null = null,
): DocFieldMeta {
  return Object.freeze({
    fieldname,
    fieldtype,
    label,
    options,
    permlevel: 0,
    isRequired: false,
    isUnique: false,
    isReadOnly: true,
    isHidden: false,
    isVirtual: false,
    isCustom: false,
    allowOnSubmit: false,
    setOnlyOnce: false,
    nonNegative: false,
    noCopy: true,
    default: null,
    description: null,
    length: 0,
    precision: null,
    fetchFrom: null,
    isFetchedIfEmpty: false,
    ignoreXssFilter: false,
    dependsOn: null,
    mandatoryDependsOn: null,
    readOnlyDependsOn: null,
    inListView: false,
    inStandardFilter: false,
    isMasked: false,
  });
}
