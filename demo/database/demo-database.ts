import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { rawJson } from '../python-json.ts';
import { defineExactAggregates } from './exact-aggregates.ts';

/** A row as SQLite gives it. */
export type Row = Record<string, unknown>;

const METADATA_TABLE = /tab(DocType|DocField|DocPerm|Custom Field|Property Setter|Custom DocPerm|Workflow)/;
const MOST_STATEMENTS = 500;

type ReadStatement = (statement: StatementSync, values: readonly SQLInputValue[]) => Row[];

/** The tables of the site, named as Frappe names them (`tabShop Order`), in one SQLite database. */
export class DemoDatabase {
  /** Grows with each write to a metadata table, so that merged metadata is rebuilt. */
  metadataGeneration = 0;
  /** Grows with each write, and with each definition. */
  generation = 0;
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #columns = new Map<string, Set<string>>();

  readonly #now: () => string;

  /**
   * @param now Gives the time that stamps rows.
   * @param file Where to keep it; in memory when absent.
   * @param image Another database's image, to start as a copy of it.
   */
  constructor(now: () => string, file = ':memory:', image?: Uint8Array) {
    this.#now = now;
    this.#connection = new DatabaseSync(file);
    if (image) this.#connection.deserialize(image);
    defineExactAggregates(this.#connection);
    // Rows without ORDER BY come in another order than they went in: as on a real site, nobody may rely on it.
    this.#connection.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA reverse_unordered_selects = ON');
  }

  /** The rows of a query. */
  all(sql: string, params: readonly unknown[] = []): Row[] {
    return this.#read(sql, params, (statement, values) => statement.all(...values) as Row[]);
  }

  /** The first row of a query. */
  get(sql: string, params: readonly unknown[] = []): Row | undefined {
    return this.#read(sql, params, (statement, values) => {
      const row = statement.get(...values);
      return row === undefined ? [] : [row as Row];
    })[0];
  }

  /** Runs a statement that writes. */
  run(sql: string, params: readonly unknown[] = []): void {
    this.#prepare(sql).run(...params.map(toSqlValue));
    this.#noteWrite(sql);
  }

  /** Inserts rows that all have the columns of the first one. */
  insertMany(doctype: string, rows: readonly Row[]): void {
    const first = rows[0];
    if (first === undefined) return;
    const columns = Object.keys(first);
    const marks = columns.map(() => '?').join(', ');
    const sql = `INSERT INTO ${tableOf(doctype)} (${columns.map(quote).join(', ')}) VALUES (${marks})`;
    const statement = this.#prepare(sql);
    for (const row of rows) statement.run(...columns.map((column) => toSqlValue(row[column])));
    this.#noteWrite(sql);
  }

  /** Inserts one row as the Administrator; keys without a column are left out, standard columns are filled in. */
  insert(doctype: string, row: Row): void {
    const columns = this.columnsOf(doctype);
    const now = this.#now();
    const stamp = { owner: 'Administrator', creation: now, modified: now, modified_by: 'Administrator' };
    const entries = Object.entries({ ...stamp, ...row }).filter(([key]) => columns.has(key));
    this.insertMany(doctype, [Object.fromEntries(entries)]);
  }

  /** Changes columns of the row with that name, and its `modified`. */
  update(doctype: string, name: string | number, values: Row): void {
    const columns = this.columnsOf(doctype);
    const stamped: Row = { modified: this.#now(), ...values };
    const keys = Object.keys(stamped).filter((key) => columns.has(key));
    const sets = keys.map((key) => `${quote(key)} = ?`).join(', ');
    this.run(`UPDATE ${tableOf(doctype)} SET ${sets} WHERE name = ?`, [...keys.map((key) => stamped[key]), name]);
  }

  /** Deletes the row with that name. */
  delete(doctype: string, name: string | number): void {
    this.run(`DELETE FROM ${tableOf(doctype)} WHERE name = ?`, [name]);
  }

  /** Runs `work` as one transaction. */
  transaction<T>(work: () => T): T {
    this.#connection.exec('SAVEPOINT work');
    try {
      const result = work();
      this.#connection.exec('RELEASE work');
      return result;
    } catch (error) {
      this.#connection.exec('ROLLBACK TO work; RELEASE work');
      throw error;
    }
  }

  /** Defines a table; without its statements cached. */
  define(sql: string): void {
    this.generation += 1;
    this.#connection.exec(sql);
    this.#columns.clear();
    this.#statements.clear();
  }

  /** The columns that the table of a DocType has; empty when there is no table. */
  columnsOf(doctype: string): ReadonlySet<string> {
    const known = this.#columns.get(doctype);
    if (known) return known;
    const info = this.#connection.prepare(`PRAGMA table_info(${tableOf(doctype)})`).all();
    const columns = new Set(info.map((row) => String(row.name)));
    this.#columns.set(doctype, columns);
    return columns;
  }

  /** The whole database as bytes; null on Node 22, which cannot write them. */
  image(): Uint8Array | null {
    return 'serialize' in this.#connection ? this.#connection.serialize() : null;
  }

  /** Closes the database. */
  close(): void {
    this.#statements.clear();
    this.#connection.close();
  }

  #read(sql: string, params: readonly unknown[], read: ReadStatement): Row[] {
    const statement = this.#prepare(sql);
    const values = params.map(toSqlValue);
    try {
      return read(statement, values);
    } catch (error) {
      if (!isBeyondNumbers(error)) throw error;
      return withBigIntegers(statement, () => read(statement, values));
    }
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    if (this.#statements.size >= MOST_STATEMENTS) this.#statements.clear();
    const statement = this.#connection.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #noteWrite(sql: string): void {
    this.generation += 1;
    if (METADATA_TABLE.test(sql)) this.metadataGeneration += 1;
  }
}

/** The quoted table name of a DocType. */
export function tableOf(doctype: string): string {
  return quote(`tab${doctype}`);
}

/** Quotes an identifier. */
export function quote(identifier: string): string {
  return `\`${identifier.replaceAll('`', '``')}\``;
}

function toSqlValue(value: unknown): SQLInputValue {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  // SQLite makes '18.0' of a number that goes into a text column, unless it comes as an integer.
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value === 'string' || typeof value === 'bigint') return value;
  return JSON.stringify(value);
}

/** SQLite's driver gives no whole number that JavaScript would round. */
function isBeyondNumbers(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_OUT_OF_RANGE';
}

function withBigIntegers(statement: StatementSync, read: () => Row[]): Row[] {
  statement.setReadBigInts(true);
  try {
    return read().map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, toNumber(value)])));
  } finally {
    statement.setReadBigInts(false);
  }
}

function toNumber(value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  return Number.isSafeInteger(Number(value)) ? Number(value) : rawJson(String(value));
}
