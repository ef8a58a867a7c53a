import { PERMISSION_TYPES } from './doctype-meta.ts';

/** A metadata DocType that is read at start, in one call for all DocTypes of the site. */
export interface MetadataTable {
  doctype: string;
  /** The parent DocType, where the table is a child one. */
  parent?: string;
  orderBy: string;
  /** Columns, as far as the site's version has them. Named, because `*` makes 20 MB of an ERPNext's DocFields. */
  columns: readonly string[];
  /** Whether its count and newest `modified` reveal a change of the model. */
  isWatched: boolean;
  /** Whether a model can do without it where the account cannot read it. */
  isOptional?: boolean;
}

const DOCFIELD_COLUMNS = [
  'fieldname',
  'label',
  'fieldtype',
  'options',
  'permlevel',
  'reqd',
  'unique',
  'read_only',
  'hidden',
  'is_virtual',
  'allow_on_submit',
  'set_only_once',
  'non_negative',
  'no_copy',
  'default',
  'description',
  'length',
  'precision',
  'fetch_from',
  'fetch_if_empty',
  'ignore_xss_filter',
  'depends_on',
  'mandatory_depends_on',
  'read_only_depends_on',
  'in_list_view',
  'in_standard_filter',
  'mask',
];

const DOCTYPE_COLUMNS = [
  'name',
  'modified',
  'module',
  'custom',
  'description',
  'istable',
  'issingle',
  'is_tree',
  'is_virtual',
  'is_submittable',
  'autoname',
  'naming_rule',
  'title_field',
  'show_title_field_in_link',
  'search_fields',
  'image_field',
  'sort_field',
  'sort_order',
  'nsm_parent_field',
  'allow_rename',
  'translated_doctype',
];

const PERMISSION_COLUMNS = ['parent', 'role', 'permlevel', 'if_owner', ...PERMISSION_TYPES];

/** The tables that the model of a site is made from (frappe/model/meta.py), DocTypes first. */
export const METADATA_TABLES: readonly [MetadataTable, ...MetadataTable[]] = [
  { doctype: 'DocType', orderBy: 'name asc', columns: DOCTYPE_COLUMNS, isWatched: true },
  {
    doctype: 'DocField',
    parent: 'DocType',
    orderBy: 'parent asc, idx asc',
    columns: ['parent', ...DOCFIELD_COLUMNS],
    isWatched: false,
  },
  {
    doctype: 'DocPerm',
    parent: 'DocType',
    orderBy: 'parent asc, idx asc',
    columns: PERMISSION_COLUMNS,
    isWatched: false,
  },
  {
    doctype: 'Custom Field',
    orderBy: 'dt asc, idx asc',
    columns: ['name', 'modified', 'dt', 'insert_after', ...DOCFIELD_COLUMNS],
    isWatched: true,
  },
  {
    doctype: 'Property Setter',
    orderBy: 'name asc',
    columns: ['name', 'modified', 'doctype_or_field', 'doc_type', 'field_name', 'property', 'property_type', 'value'],
    isWatched: true,
  },
  {
    doctype: 'Custom DocPerm',
    orderBy: 'parent asc, idx asc',
    columns: ['name', 'modified', ...PERMISSION_COLUMNS],
    isWatched: true,
  },
  { doctype: 'Module Def', orderBy: 'name asc', columns: ['name', 'app_name'], isWatched: false },
  {
    doctype: 'Workflow',
    orderBy: 'name asc',
    columns: ['name', 'modified', 'document_type', 'is_active', 'workflow_state_field'],
    isWatched: true,
    isOptional: true,
  },
];
