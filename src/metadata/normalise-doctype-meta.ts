import { toCommaList } from '../comma-list.ts';
import type { DocFieldMeta, DocPermMeta, DocTypeMeta, PermissionType } from './doctype-meta.ts';
import { PERMISSION_TYPES } from './doctype-meta.ts';
import { scrub } from './doctype-names.ts';
import type { RawRow } from './site-model.ts';

/** The rows that a DocType is made from, as the site writes them. */
export interface DocTypeParts {
  /** The row of the DocType itself, merged. */
  row: RawRow;
  docfields: readonly RawRow[];
  permissions: readonly RawRow[];
  app: string | null;
  workflowStateField: string | null;
  /** Whether lists return every column, whatever it is called. */
  listsEveryColumn: boolean;
}

/** Turns the parts of a DocType into frozen metadata. */
export function normaliseDocType(parts: DocTypeParts): DocTypeMeta {
  const { row, docfields, permissions, app, workflowStateField, listsEveryColumn } = parts;
  return Object.freeze({
    name: toText(row.name) ?? '',
    module: toText(row.module) ?? '',
    app,
    description: toText(row.description),
    isChild: toFlag(row.istable),
    isSingle: toFlag(row.issingle),
    isTree: toFlag(row.is_tree),
    isVirtual: toFlag(row.is_virtual),
    isSubmittable: toFlag(row.is_submittable),
    isCustom: toFlag(row.custom),
    autoname: toText(row.autoname),
    namingRule: toText(row.naming_rule),
    titleField: toText(row.title_field),
    showTitleInLink: toFlag(row.show_title_field_in_link),
    searchFields: toCommaList(toText(row.search_fields) ?? ''),
    imageField: toText(row.image_field),
    sortField: toText(row.sort_field),
    sortOrder: toText(row.sort_order),
    treeParentField: toTreeParentField(row),
    allowRename: toFlag(row.allow_rename),
    hasTranslatedNames: toFlag(row.translated_doctype),
    workflowStateField,
    absentColumns: Object.freeze(listsEveryColumn ? [] : toAbsentColumns(row)),
    docfields: Object.freeze(docfields.map(normaliseDocField)),
    permissions: Object.freeze(permissions.map(normaliseDocPerm)),
  });
}

/** Every table but that of a child DocType has these (frappe/database/schema.py). */
const OPTIONAL_COLUMNS: readonly string[] = ['_user_tags', '_comments', '_assign', '_liked_by'];

function toAbsentColumns(row: RawRow): readonly string[] {
  if (toFlag(row.is_virtual) || toFlag(row.issingle)) return [];
  if (toFlag(row.istable)) return [...OPTIONAL_COLUMNS, '_seen'];
  return toFlag(row.track_seen) ? [] : ['_seen'];
}

function normaliseDocField(row: RawRow): DocFieldMeta {
  return Object.freeze({
    fieldname: toText(row.fieldname) ?? '',
    label: toText(row.label),
    fieldtype: toText(row.fieldtype) ?? 'Data',
    options: toText(row.options),
    permlevel: toNumber(row.permlevel),
    isRequired: toFlag(row.reqd),
    isUnique: toFlag(row.unique),
    isReadOnly: toFlag(row.read_only),
    isHidden: toFlag(row.hidden),
    isVirtual: toFlag(row.is_virtual),
    isCustom: toFlag(row.is_custom_field),
    allowOnSubmit: toFlag(row.allow_on_submit),
    setOnlyOnce: toFlag(row.set_only_once),
    nonNegative: toFlag(row.non_negative),
    noCopy: toFlag(row.no_copy),
    default: toText(row.default),
    description: toText(row.description),
    length: toNumber(row.length),
    precision: toText(row.precision),
    fetchFrom: toText(row.fetch_from),
    isFetchedIfEmpty: toFlag(row.fetch_if_empty),
    ignoreXssFilter: toFlag(row.ignore_xss_filter),
    dependsOn: toText(row.depends_on),
    mandatoryDependsOn: toText(row.mandatory_depends_on),
    readOnlyDependsOn: toText(row.read_only_depends_on),
    inListView: toFlag(row.in_list_view),
    inStandardFilter: toFlag(row.in_standard_filter),
    isMasked: toFlag(row.mask),
  });
}

function normaliseDocPerm(row: RawRow): DocPermMeta {
  const rights = PERMISSION_TYPES.filter((type: PermissionType) => toFlag(row[type]));
  return Object.freeze({
    role: toText(row.role) ?? '',
    permlevel: toNumber(row.permlevel),
    ifOwner: toFlag(row.if_owner),
    rights: new Set(rights),
  });
}

/** frappe/utils/nestedset.py: `parent_<doctype>` unless the DocType names another docfield. */
function toTreeParentField(row: RawRow): string | null {
  if (!toFlag(row.is_tree)) return null;
  return toText(row.nsm_parent_field) ?? `parent_${scrub(String(row.name))}`;
}

function toText(value: unknown): string | null {
  return value === null || value === undefined || value === '' ? null : String(value);
}

function toNumber(value: unknown): number {
  return Number(value ?? 0) || 0;
}

function toFlag(value: unknown): boolean {
  return toNumber(value) !== 0;
}
