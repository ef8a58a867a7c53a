import { doAtOnce, type Steps } from '../turns.ts';
import type { DocTypeMeta } from './doctype-meta.ts';
import { type DocTypeParts, normaliseDocType } from './normalise-doctype-meta.ts';
import { orderDocfields } from './order-docfields.ts';
import { applyPropertySetters } from './property-setters.ts';
import type { RawRow, RawSiteModel, SiteModel } from './site-model.ts';

/**
 * DocTypes that Frappe takes as they are shipped, without Custom Fields, Property Setters, a form order or Custom
 * DocPerms, as it needs them to read all others (frappe/model/meta.py, `special_doctypes`).
 */
const SPECIAL_DOCTYPES = new Set([
  'DocType',
  'DocField',
  'DocPerm',
  'Module Def',
  'DocType Link',
  'DocType Action',
  'DocType State',
]);

/** The turns of merging models. */
export const MODEL_LANE = 'models';

/** Two rules of Frappe's merge that no answer of the site shows, and that change with its major version. */
interface MergeRules {
  /** A custom break leaves the section whole that it is inserted in: from v16 on. */
  readonly keepsSections: boolean;
  /** DocPerm takes Custom Fields, which hold kinds of permission that an app adds: from v17 on. */
  readonly extendsDocPerm: boolean;
}

/**
 * Merges what the site's metadata tables say, as Frappe does in frappe/model/meta.py: Custom Fields are appended,
 * Property Setters override, docfields are put in form order, Custom DocPerms replace DocPerms.
 */
export function mergeSiteModel(raw: RawSiteModel): SiteModel {
  return doAtOnce(mergeSteps(raw));
}

/** Merges a model in steps: that of an ERPNext takes a while. */
export function* mergeSteps(raw: RawSiteModel): Steps<SiteModel> {
  const { frappeVersion, capabilities } = raw.info;
  const parts =
    raw.merged === null
      ? mergeTables(raw.tables, toRules(frappeVersion))
      : readMerged(raw.merged, raw.tables['Module Def'] ?? []);
  const { listsEveryColumn } = capabilities;
  const doctypes: DocTypeMeta[] = [];
  for (const part of parts) {
    doctypes.push(normaliseDocType({ ...part, listsEveryColumn }));
    yield;
  }
  doctypes.sort((a, b) => compareText(a.name, b.name));
  return { info: raw.info, doctypes: new Map(doctypes.map((meta) => [meta.name, meta])) };
}

/** By the version and not by asking: the first rule only orders the docfields of a form, the second adds to DocPerm. */
function toRules(frappeVersion: string): MergeRules {
  const major = Number.parseInt(frappeVersion, 10);
  return { keepsSections: major >= 16, extendsDocPerm: major >= 17 };
}

type MergedParts = Omit<DocTypeParts, 'listsEveryColumn'>;

function* mergeTables(tables: RawSiteModel['tables'], rules: MergeRules): Generator<MergedParts> {
  const docfields = groupBy(tables.DocField ?? [], 'parent');
  const customFields = groupBy(tables['Custom Field'] ?? [], 'dt');
  const setters = groupBy(tables['Property Setter'] ?? [], 'doc_type');
  const permissions = groupBy(tables.DocPerm ?? [], 'parent');
  const customPermissions = groupBy(tables['Custom DocPerm'] ?? [], 'parent');
  const apps = toApps(tables['Module Def'] ?? []);
  const workflows = toWorkflows(tables.Workflow ?? []);
  for (const row of tables.DocType ?? []) {
    const name = String(row.name);
    const shipped = permissions.get(name) ?? [];
    if (SPECIAL_DOCTYPES.has(name)) {
      const custom = name === 'DocPerm' && rules.extendsDocPerm ? customFields : NONE;
      const own = withCustomFields(docfields, custom, name);
      yield { row, docfields: own, permissions: shipped, app: toApp(apps, row), workflowStateField: null };
      continue;
    }
    const merged = applyPropertySetters(row, withCustomFields(docfields, customFields, name), setters.get(name) ?? []);
    const custom = name === 'Custom DocPerm' || row.istable ? undefined : customPermissions.get(name);
    const ordered = orderDocfields(merged.docfields, merged.doctype.field_order, rules.keepsSections);
    yield {
      row: merged.doctype,
      docfields: ordered,
      permissions: custom ?? shipped,
      app: toApp(apps, row),
      workflowStateField: workflows.get(name) ?? null,
    };
  }
}

const NONE: ReadonlyMap<string, RawRow[]> = new Map();

function withCustomFields(
  docfields: Map<string, RawRow[]>,
  customFields: ReadonlyMap<string, RawRow[]>,
  doctype: string,
): RawRow[] {
  const custom = (customFields.get(doctype) ?? []).map((row) => ({ ...row, is_custom_field: 1 }));
  return [...(docfields.get(doctype) ?? []), ...custom];
}

/** The answers of `getdoctype` carry their docfields and permissions in themselves, merged by the site. */
function readMerged(docs: readonly RawRow[], modules: readonly RawRow[]): MergedParts[] {
  const apps = toApps(modules);
  return docs.map((doc) => ({
    row: doc,
    docfields: toRows(doc.fields),
    permissions: toRows(doc.permissions),
    app: toApp(apps, doc),
    workflowStateField: toWorkflows(toRows(doc.__workflow_docs)).get(String(doc.name)) ?? null,
  }));
}

function toRows(value: unknown): RawRow[] {
  return Array.isArray(value) ? (value as RawRow[]) : [];
}

/** The state docfields of active workflows by DocType; a site has at most one active workflow for each. */
function toWorkflows(workflows: readonly RawRow[]): Map<string, string> {
  const active = workflows.filter((row) => Number(row.is_active) === 1 && row.workflow_state_field);
  return new Map(active.map((row) => [String(row.document_type), String(row.workflow_state_field)]));
}

function toApps(modules: readonly RawRow[]): Map<string, string> {
  return new Map(modules.map((row) => [String(row.name), String(row.app_name ?? '')]));
}

function toApp(apps: Map<string, string>, doctype: RawRow): string | null {
  return apps.get(String(doctype.module)) || null;
}

function groupBy(rows: readonly RawRow[], key: string): Map<string, RawRow[]> {
  const groups = new Map<string, RawRow[]>();
  for (const row of rows) {
    const group = groups.get(String(row[key]));
    if (group) group.push(row);
    else groups.set(String(row[key]), [row]);
  }
  return groups;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
