import { decimalSizeOf } from '../database/column-values.ts';
import { quote, tableOf } from '../database/demo-database.ts';
import { type FrappeError, sqlError } from '../frappe-error.ts';
import type { ColumnKind, DocField } from '../meta/docfield.ts';
import type { DocTypeMeta } from '../meta/doctype-meta.ts';
import { listCondition } from '../permissions/list-conditions.ts';
import { metaOf, type SiteContext } from '../site-context.ts';
import type { SqlPart } from './sql-part.ts';

/** A column that a query names. */
export interface ColumnReference {
  sql: string;
  kind: ColumnKind;
  fieldtype: string;
  /** How many digits MariaDB writes behind the point, where it is one of decimals. */
  scale: number;
  fieldname: string;
  /** The DocType that the column belongs to. */
  owner: DocTypeMeta;
  permlevel: number;
}

/** The tables of one query: its own and those that fields and filters of other tables bring in. */
export class QueryScope {
  readonly context: SiteContext;
  readonly meta: DocTypeMeta;
  /** The parent DocType, where a child table is listed. */
  readonly parent: DocTypeMeta | undefined;
  readonly alias: string;
  /** Conditions that joined tables add. */
  readonly conditions: SqlPart[] = [];
  readonly #joins = new Map<string, string>();

  constructor(context: SiteContext, meta: DocTypeMeta, parent: DocTypeMeta | undefined) {
    this.context = context;
    this.meta = meta;
    this.parent = parent;
    this.alias = tableOf(meta.name);
  }

  /** `FROM` with its joins. */
  get from(): string {
    return [`FROM ${this.alias}`, ...this.#joins.values()].join(' ');
  }

  /** Whether another table is part of the query. */
  get hasJoins(): boolean {
    return this.#joins.size > 0;
  }

  /** Whether the table of a DocType is part of the query. */
  hasTable(doctype: string): boolean {
    return doctype === this.meta.name || this.#joins.has(tableOf(doctype));
  }

  /** A column of the DocType itself; undefined when it has none of that name. */
  ownColumn(fieldname: string): ColumnReference | undefined {
    return columnOf(this.context, this.meta, this.alias, fieldname);
  }

  /** A column of the DocType that a Link field points to. */
  linkedColumn(link: DocField, fieldname: string): ColumnReference | undefined {
    const target = this.context.catalog.find(String(link.options));
    if (target === undefined || target.isSingle || target.isVirtual) return undefined;
    const column = columnOf(this.context, target, this.#linkAlias(link, target), fieldname);
    return column;
  }

  /** A column of a child table. */
  childColumn(child: DocTypeMeta, fieldname: string): ColumnReference | undefined {
    if (child.isVirtual) throw noSuchTable(this.context, child);
    const alias = tableOf(child.name);
    const column = columnOf(this.context, child, alias, fieldname);
    if (column && !this.#joins.has(alias)) {
      const on = `${alias}.parent = ${this.alias}.name AND ${alias}.parenttype = '${this.meta.name}'`;
      this.#joins.set(alias, `LEFT JOIN ${alias} ON ${on}`);
    }
    return column;
  }

  /** Keeps the rows of a child table whose parent the caller may see. */
  joinReadableParent(parent: DocTypeMeta): void {
    const alias = quote(`parent of ${this.meta.name}`);
    this.#joins.set(alias, `JOIN ${tableOf(parent.name)} ${alias} ON ${alias}.name = ${this.alias}.parent`);
    const condition = listCondition(this.context, parent, alias);
    if (condition) this.conditions.push(condition);
  }

  #linkAlias(link: DocField, target: DocTypeMeta): string {
    // v17 joins a table once: a second link to it, or to the DocType itself, reads the first one's row.
    const sharesJoins = this.context.dialect.hasNewQueryEngine;
    if (sharesJoins && target.name === this.meta.name) return this.alias;
    const alias = sharesJoins ? tableOf(target.name) : quote(`${target.name} of ${link.fieldname}`);
    if (this.#joins.has(alias)) return alias;
    const on = `${alias}.name = ${this.alias}.${quote(link.fieldname)}`;
    this.#joins.set(alias, `LEFT JOIN ${tableOf(target.name)} ${alias} ON ${on}`);
    const condition = sharesJoins ? listCondition(this.context, target, alias) : null;
    if (condition) this.conditions.push(condition);
    return alias;
  }
}

/** Virtual DocTypes have no table (frappe/database/mariadb/database.py). */
export function noSuchTable({ dialect }: SiteContext, { name }: DocTypeMeta): FrappeError {
  const text = `Table 'v${dialect.major}site.tab${name}' doesn't exist`;
  return sqlError(dialect.sqlErrorModule, 'ProgrammingError', 1146, text);
}

/** The child DocType of a query by its name; undefined when it is not a child table of the DocType. */
export function childMetaOf(scope: QueryScope, doctype: string): DocTypeMeta | undefined {
  const isTable = (docfield: DocField) => docfield.fieldtype.startsWith('Table') && docfield.options === doctype;
  return scope.meta.fields.some(isTable) ? metaOf(scope.context, doctype) : undefined;
}

function columnOf(
  { dialect }: SiteContext,
  meta: DocTypeMeta,
  alias: string,
  fieldname: string,
): ColumnReference | undefined {
  const known = meta.columns.get(fieldname);
  const isOptional = known === undefined && fieldname.startsWith('_') && !meta.isChild;
  if (known === undefined && !isOptional && !isParentColumn(meta, fieldname)) return undefined;
  const docfield = meta.byFieldname.get(fieldname);
  return {
    sql: `${alias}.${quote(fieldname)}`,
    kind: known ?? 'text',
    fieldtype: docfield?.fieldtype ?? 'Data',
    scale: decimalSizeOf(dialect, docfield).scale,
    fieldname,
    owner: meta,
    permlevel: Number(docfield?.permlevel ?? 0),
  };
}

function isParentColumn(meta: DocTypeMeta, fieldname: string): boolean {
  return meta.isChild && ['parent', 'parentfield', 'parenttype'].includes(fieldname);
}
