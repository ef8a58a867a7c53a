import { join } from 'node:path';
import { DemoDatabase } from '../database/demo-database.ts';
import type { FrappeMajor } from '../dialects.ts';
import { readDocTypeFiles, readFixture } from '../meta/doctype-files.ts';
import { installDocTypes } from '../meta/install-doctypes.ts';
import { defaultsOfVersion, fieldsOfVersion } from '../meta/version-fields.ts';
import type { SiteClock } from '../site-clock.ts';
import { seedCore } from './seed-core.ts';
import { seedOwnDocTypes } from './seed-own.ts';
import { type Scale, seedShop } from './seed-shop.ts';
import { standardRow } from './standard-row.ts';

const HERE = join(import.meta.dirname, '..');

/** The options from which a site is built. */
export interface BuildOptions {
  version: FrappeMajor;
  scale: Scale;
  appName: string;
  clock: SiteClock;
  /** A folder of somebody's own DocTypes, in place of the shop. */
  doctypesDir: string | undefined;
  databaseFile: string | undefined;
}

/** Shops that were seeded in this process, by everything that distinguishes them. */
const SEEDED = new Map<string, Uint8Array>();

/** Builds the database of a site: tables, metadata, users and data. A shop in memory is seeded once and copied. */
export function buildDatabase(options: BuildOptions): DemoDatabase {
  const now = () => options.clock.now();
  if (options.databaseFile !== undefined || options.doctypesDir !== undefined) return openOrFill(now, options);
  const key = JSON.stringify([options.version, options.scale, options.appName]);
  const image = SEEDED.get(key);
  if (image) return new DemoDatabase(now, undefined, image);
  const database = openOrFill(now, options);
  SEEDED.set(key, database.image());
  return database;
}

function openOrFill(now: () => string, options: BuildOptions): DemoDatabase {
  const database = new DemoDatabase(now, options.databaseFile);
  // A kept database is taken as it is.
  if (database.columnsOf('DocType').size > 0) return database;
  database.transaction(() => fill(database, options));
  return database;
}

function fill(database: DemoDatabase, options: BuildOptions): void {
  const core = readDocTypeFiles(join(HERE, 'doctypes/core')).map((file) => fieldsOfVersion(file, options.version));
  const isCore = new Set(core.map((file) => file.name));
  // A folder may hold the framework's own DocTypes too: the site keeps its own, with its own rows.
  const files = readDocTypeFiles(options.doctypesDir ?? join(HERE, 'doctypes/shop'));
  const own = files.filter((file) => !isCore.has(file.name)).map((file) => defaultsOfVersion(file, options.version));
  database.define('CREATE TABLE `tabSingles` (doctype TEXT, field TEXT, value TEXT)');
  installDocTypes(database, [...core, ...own]);
  if (options.doctypesDir === undefined) installCustomisations(database, options.version);
  seedCore(database, options.appName, options.doctypesDir !== undefined);
  if (options.doctypesDir === undefined) seedShop(database, options.scale);
  else seedOwnDocTypes(database, own);
}

function installCustomisations(database: DemoDatabase, version: FrappeMajor): void {
  // From v17 on, a Property Setter that came by code says so.
  const generated = version >= 17 ? { is_system_generated: 1 } : {};
  for (const doctype of ['custom-fields', 'property-setters']) {
    for (const { doctype: of, ...row } of readFixture(join(HERE, `custom/${doctype}.json`))) {
      database.insert(String(of), standardRow(String(row.name), { ...row, ...generated }));
      const column = row.fieldname === undefined ? undefined : String(row.fieldname);
      if (column)
        database.define(`ALTER TABLE \`tab${String(row.dt)}\` ADD COLUMN \`${column}\` ${columnType(row.fieldtype)}`);
    }
  }
}

function columnType(fieldtype: unknown): string {
  return fieldtype === 'Int' || fieldtype === 'Check' ? 'INTEGER NOT NULL DEFAULT 0' : 'TEXT COLLATE NOCASE';
}
