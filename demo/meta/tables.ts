import { type DemoDatabase, quote, tableOf } from '../database/demo-database.ts';
import {
  CHILD_COLUMNS,
  type ColumnKind,
  type DocField,
  hasColumn,
  isNullable,
  kindOf,
  OPTIONAL_COLUMNS,
  STANDARD_COLUMNS,
} from './docfield.ts';

interface TableShape {
  name: string;
  istable?: unknown;
  autoname?: unknown;
  track_seen?: unknown;
  fields: readonly DocField[];
}

/** Creates the table of a DocType, or adds the columns that it lacks. */
export function defineTable(database: DemoDatabase, shape: TableShape): void {
  const present = database.columnsOf(shape.name);
  const definitions = columnDefinitions(shape);
  if (present.size === 0) {
    const body = [...definitions.values()].join(', ');
    const index = shape.istable ? 'parent' : 'modified';
    const table = tableOf(shape.name);
    database.define(
      `CREATE TABLE ${table} (${body}); CREATE INDEX ${quote(`${shape.name} ${index}`)} ON ${table} (${index})`,
    );
    return;
  }
  for (const [column, definition] of definitions) {
    if (!present.has(column)) database.define(`ALTER TABLE ${tableOf(shape.name)} ADD COLUMN ${definition}`);
  }
}

function columnDefinitions(shape: TableShape): Map<string, string> {
  const nameType = shape.autoname === 'autoincrement' ? 'INTEGER PRIMARY KEY' : 'TEXT COLLATE NOCASE PRIMARY KEY';
  const definitions = new Map([['name', `name ${nameType}`]]);
  const add = (column: string, kind: ColumnKind, nullable: boolean) => {
    const lowered = column.toLowerCase();
    if ([...definitions.keys()].some((key) => key.toLowerCase() === lowered)) return;
    definitions.set(column, `${quote(column)} ${typeOf(kind)}${nullable ? '' : ' NOT NULL DEFAULT 0'}`);
  };
  for (const [column, kind] of Object.entries(STANDARD_COLUMNS)) add(column, kind, kind !== 'int');
  if (shape.istable) for (const [column, kind] of Object.entries(CHILD_COLUMNS)) add(column, kind, true);
  for (const docfield of shape.fields) {
    if (hasColumn(docfield)) add(docfield.fieldname, kindOf(docfield.fieldtype), isNullable(docfield.fieldtype));
  }
  if (!shape.istable) for (const column of OPTIONAL_COLUMNS) add(column, 'text', true);
  if (shape.track_seen) add('_seen', 'text', true);
  return definitions;
}

function typeOf(kind: ColumnKind): string {
  if (kind === 'int') return 'INTEGER';
  return kind === 'float' ? 'REAL' : 'TEXT COLLATE NOCASE';
}
