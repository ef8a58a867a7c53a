import { z } from 'zod';
import type { DocFieldMeta, DocTypeMeta } from './doctype-meta.ts';

/** The name of a record, as a class of Python. */
export const RECORD_NAME = z.string().regex(/^[A-Z]\w*$/, 'must begin with a capital letter');

/**
 * The values of a record by their keys, each with the fieldtype that a docfield of it would have, and its options behind
 * a slash: `Float`, `Link/Item`, `Dynamic Link/party_type`, `Currency/account_currency`.
 */
export const recordSchema = z.record(z.string(), z.string());

/** The columns of a record: fieldtypes, with options, by keys. */
export type RecordColumns = z.infer<typeof recordSchema>;

/**
 * A record as if it were a child DocType: so its values are shown, planned and read as those of rows are.
 *
 * @param labels names of columns for people, by keys.
 */
export function toRecordMeta(
  name: string,
  columns: RecordColumns,
  labels: Readonly<Record<string, string>> = {},
): DocTypeMeta {
  return {
    ...RECORD,
    name,
    docfields: Object.entries(columns).map(([key, type]) => toDocfield(key, type, labels[key] ?? null)),
  };
}

function toDocfield(fieldname: string, type: string, label: string | null): DocFieldMeta {
  const [fieldtype = 'Data', ...options] = type.split('/');
  return { ...COLUMN, fieldname, fieldtype, options: options.join('/') || null, label };
}

const RECORD: Omit<DocTypeMeta, 'name' | 'docfields'> = {
  module: '',
  app: null,
  description: null,
  isChild: true,
  isSingle: false,
  isTree: false,
  isVirtual: false,
  isSubmittable: false,
  isCustom: false,
  autoname: null,
  namingRule: null,
  titleField: null,
  showTitleInLink: false,
  searchFields: [],
  imageField: null,
  sortField: null,
  sortOrder: null,
  treeParentField: null,
  allowRename: false,
  hasTranslatedNames: false,
  workflowStateField: null,
  absentColumns: [],
  permissions: [],
};

const COLUMN: Omit<DocFieldMeta, 'fieldname' | 'fieldtype' | 'options' | 'label'> = {
  permlevel: 0,
  isRequired: false,
  isUnique: false,
  isReadOnly: false,
  isHidden: false,
  isVirtual: false,
  isCustom: false,
  allowOnSubmit: false,
  setOnlyOnce: false,
  nonNegative: false,
  noCopy: false,
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
};
