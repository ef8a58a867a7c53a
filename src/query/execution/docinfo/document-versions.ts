import { parseExactJson } from '../../../exact-json.ts';
import { parseInPieces } from '../../../json-pieces.ts';
import { type DocTypeMeta, isTable } from '../../../metadata/doctype-meta.ts';
import type { LongWork } from '../../../turns.ts';
import { guardedFieldsOf } from '../../plan/guarded-fields.ts';
import type { Row } from '../../plan/read-plan.ts';
import { refusalToSee } from '../permission/permlevels.ts';
import type { RequestScope } from '../scope/request-scope.ts';

/** A change of a document, as the site keeps it where it tracks changes. */
export interface Version {
  name: string;
  owner: string | null;
  creation: string | null;
  changes: readonly VersionChange[];
}

/** A value or a row that was changed. */
export interface VersionChange {
  kind: 'CHANGED' | 'ADDED' | 'REMOVED';
  /** The docfield of the document; of a row's change, the table. */
  fieldname: string;
  /** The row of the table. */
  row: string | null;
  /** The docfield of the row. */
  rowFieldname: string | null;
  from: unknown;
  to: unknown;
}

/** The part of a change that a caller may see. */
type MaySee = (doctype: DocTypeMeta, fieldname: string) => boolean;

/** Reads versions. The site sends the values of every docfield, so those that the caller cannot see are taken out. */
export async function readVersions(
  scope: RequestScope,
  doctype: DocTypeMeta,
  rows: readonly Row[],
  work: LongWork,
): Promise<readonly Version[]> {
  if (rows.length === 0) return [];
  const maySee = await guardTest(scope, doctype);
  const childOf = (table: string) => {
    const docfield = doctype.docfields.find(({ fieldname }) => fieldname === table);
    return scope.model.doctypes.get(docfield?.options ?? '');
  };
  const versions: Version[] = [];
  for (const row of rows) {
    versions.push({
      name: String(row.name),
      owner: toText(row.owner),
      creation: toText(row.creation),
      changes: readChanges(await parseData(row.data, work), doctype, childOf, maySee),
    });
    if (work.isDue) await work.rest();
  }
  return versions;
}

/** Roles are asked for only where a docfield is guarded. The rights on rows are those on their parent. */
async function guardTest(scope: RequestScope, doctype: DocTypeMeta): Promise<MaySee> {
  const tables = doctype.docfields.filter(isTable).map(({ options }) => scope.model.doctypes.get(options ?? ''));
  const hidden = new Map<DocTypeMeta, Set<string>>();
  for (const meta of [doctype, ...tables]) {
    if (meta === undefined) continue;
    const names = new Set<string>();
    for (const fieldname of guardedFieldsOf(meta).keys()) {
      if (await refusalToSee(scope, doctype, meta, fieldname)) names.add(fieldname);
    }
    hidden.set(meta, names);
  }
  return (meta, fieldname) => !hidden.get(meta)?.has(fieldname);
}

/** frappe/core/doctype/version/version.py, `get_diff`. */
function readChanges(
  data: Row,
  doctype: DocTypeMeta,
  childOf: (table: string) => DocTypeMeta | undefined,
  maySee: MaySee,
): VersionChange[] {
  const changed = toTuples(data.changed).map(
    ([fieldname, from, to]): VersionChange => change('CHANGED', fieldname, null, null, from, to),
  );
  const inRows = toTuples(data.row_changed).flatMap(([table, , row, changes]) =>
    toTuples(changes).map(([fieldname, from, to]) => change('CHANGED', table, row, fieldname, from, to)),
  );
  const whole = (kind: 'ADDED' | 'REMOVED', rows: unknown) =>
    toTuples(rows).map(([table, row]) => {
      const seen = cutRow(row, childOf(String(table)), maySee);
      const name = (row as Row | null)?.name ?? null;
      return kind === 'ADDED'
        ? change(kind, table, name, null, null, seen)
        : change(kind, table, name, null, seen, null);
    });
  const all = [...changed, ...inRows, ...whole('ADDED', data.added), ...whole('REMOVED', data.removed)];
  return all.filter(({ fieldname, rowFieldname }) => {
    if (!maySee(doctype, fieldname)) return false;
    const child = rowFieldname === null ? undefined : childOf(fieldname);
    return rowFieldname === null || (child !== undefined && maySee(child, rowFieldname));
  });
}

function cutRow(row: unknown, child: DocTypeMeta | undefined, maySee: MaySee): Row {
  if (child === undefined || typeof row !== 'object' || row === null) return {};
  return Object.fromEntries(Object.entries(row).filter(([fieldname]) => maySee(child, fieldname)));
}

function change(
  kind: VersionChange['kind'],
  fieldname: unknown,
  row: unknown,
  rowFieldname: unknown,
  from: unknown,
  to: unknown,
): VersionChange {
  return {
    kind,
    fieldname: String(fieldname),
    row: toText(row),
    rowFieldname: toText(rowFieldname),
    from: from ?? null,
    to: to ?? null,
  };
}

async function parseData(data: unknown, work: LongWork): Promise<Row> {
  try {
    const parsed = typeof data === 'string' ? await parseInPieces(data, parseExactJson, work) : data;
    return typeof parsed === 'object' && parsed !== null ? (parsed as Row) : {};
  } catch {
    return {};
  }
}

function toTuples(value: unknown): unknown[][] {
  return Array.isArray(value) ? value.filter((entry): entry is unknown[] => Array.isArray(entry)) : [];
}

function toText(value: unknown): string | null {
  return value === null || value === undefined || value === '' ? null : String(value);
}
