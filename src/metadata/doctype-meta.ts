import { fieldtypeOf } from './fieldtypes.ts';

/** A DocType as it is in force on the site: with Custom Fields, Property Setters and Custom DocPerms merged in. */
export interface DocTypeMeta {
  readonly name: string;
  readonly module: string;
  /** The app that the module belongs to, or null if the site does not report it. */
  readonly app: string | null;
  readonly description: string | null;
  readonly isChild: boolean;
  readonly isSingle: boolean;
  readonly isTree: boolean;
  readonly isVirtual: boolean;
  readonly isSubmittable: boolean;
  readonly isCustom: boolean;
  readonly autoname: string | null;
  readonly namingRule: string | null;
  readonly titleField: string | null;
  readonly showTitleInLink: boolean;
  readonly searchFields: readonly string[];
  readonly imageField: string | null;
  /** The sort order of the site's own lists. */
  readonly sortField: string | null;
  readonly sortOrder: string | null;
  /** The link to the parent node of a tree. */
  readonly treeParentField: string | null;
  readonly allowRename: boolean;
  /** Whether the site's own forms translate the names and titles of its documents, such as those of countries. */
  readonly hasTranslatedNames: boolean;
  /** The docfield that holds the state of its active workflow; null if it has none. */
  readonly workflowStateField: string | null;
  /**
   * Frappe's optional columns (`_assign`, `_seen` …) that its table lacks, on sites whose lists leave out every field
   * with one of these in its name. Empty on all other sites.
   */
  readonly absentColumns: readonly string[];
  /** In form order; layout docfields are kept. */
  readonly docfields: readonly DocFieldMeta[];
  readonly permissions: readonly DocPermMeta[];
}

/** A docfield of a DocType. */
export interface DocFieldMeta {
  readonly fieldname: string;
  readonly label: string | null;
  readonly fieldtype: string;
  /** The meaning of `options` depends on the fieldtype: a DocType, the choices of a Select, a fieldname, … */
  readonly options: string | null;
  readonly permlevel: number;
  readonly isRequired: boolean;
  readonly isUnique: boolean;
  readonly isReadOnly: boolean;
  readonly isHidden: boolean;
  /** Computed by the controller, without a column: present in documents, absent from lists. */
  readonly isVirtual: boolean;
  readonly isCustom: boolean;
  readonly allowOnSubmit: boolean;
  readonly setOnlyOnce: boolean;
  readonly nonNegative: boolean;
  readonly noCopy: boolean;
  readonly default: string | null;
  readonly description: string | null;
  readonly length: number;
  readonly precision: string | null;
  readonly fetchFrom: string | null;
  /** Whether `fetchFrom` fills it only if it is empty. */
  readonly isFetchedIfEmpty: boolean;
  readonly ignoreXssFilter: boolean;
  /** When the form shows it, requires it, or makes it read-only: expressions of Frappe's forms. */
  readonly dependsOn: string | null;
  readonly mandatoryDependsOn: string | null;
  readonly readOnlyDependsOn: string | null;
  readonly inListView: boolean;
  readonly inStandardFilter: boolean;
  /** From v17 on: shown as `XXXXXXXX` but to roles with the right `mask` (frappe/model/utils/mask.py). */
  readonly isMasked: boolean;
}

/** A row of the permission table: what a role may do, at a permlevel. */
export interface DocPermMeta {
  readonly role: string;
  readonly permlevel: number;
  readonly ifOwner: boolean;
  readonly rights: ReadonlySet<PermissionType>;
}

/** The rights that a role can have (frappe/permissions.py, `rights`). */
export const PERMISSION_TYPES = [
  'select',
  'read',
  'write',
  'create',
  'delete',
  'submit',
  'cancel',
  'amend',
  'report',
  'export',
  'import',
  'share',
  'print',
  'email',
  'mask',
] as const;
export type PermissionType = (typeof PERMISSION_TYPES)[number];

/** The model of a site: every DocType by its name, sorted. */
export type DocTypeCatalog = ReadonlyMap<string, DocTypeMeta>;

/** Whether documents of a DocType are numbered as nodes of a tree (frappe/model/meta.py, `is_nested_set`). */
export function isNestedSet({ docfields }: DocTypeMeta): boolean {
  const has = (wanted: string) => docfields.some(({ fieldname }) => fieldname === wanted);
  return has('lft') && has('rgt');
}

/** Whether a docfield only shapes the form and holds no value. */
export function isLayout(docfield: DocFieldMeta): boolean {
  return fieldtypeOf(docfield).storage === 'none';
}

/** Whether a docfield holds the rows of a child DocType. */
export function isTable(docfield: DocFieldMeta): boolean {
  return fieldtypeOf(docfield).storage === 'rows';
}

/** Whether a docfield holds a password, which nobody can read. */
export function isSecret(docfield: DocFieldMeta): boolean {
  return fieldtypeOf(docfield).storage === 'secret';
}

/** Whether lists of a DocType return a field, by what they are asked for: a column, or a column of a joined table. */
export function isInLists({ absentColumns }: DocTypeMeta, field: string): boolean {
  return !absentColumns.some((column) => field.includes(column));
}

/** Whether a docfield is a column that lists can select, filter and sort. */
export function isStored(docfield: DocFieldMeta): boolean {
  return fieldtypeOf(docfield).storage === 'column' && !docfield.isVirtual;
}
