import { join } from 'node:path';
import { fitWorkflows, withWorkflowLinks } from '../apps/fit-workflows.ts';
import { customise, installFixtures, withoutCustomFields } from '../apps/install-fixtures.ts';
import type { AppFiles } from '../apps/read-apps.ts';
import { type GivenRows, readRows } from '../apps/read-rows.ts';
import { DemoDatabase } from '../database/demo-database.ts';
import { DEMO_FOLDER } from '../demo-folder.ts';
import type { FrappeMajor } from '../dialects.ts';
import type { SharedAnswers } from '../http/shared-answers.ts';
import { completeDocTypes } from '../meta/complete-doctypes.ts';
import { type DocTypeFile, readDocTypeFiles, readFixture } from '../meta/doctype-files.ts';
import { installDocTypes } from '../meta/install-doctypes.ts';
import { type MergedMeta, MetaCatalog } from '../meta/meta-catalog.ts';
import { defineTable } from '../meta/tables.ts';
import { defaultsOfVersion, fieldsOfVersion } from '../meta/version-fields.ts';
import { SimulatorError } from '../simulator-error.ts';
import type { SiteClock } from '../site-clock.ts';
import { seedCore } from './seed-core.ts';
import { seedOwnDocTypes } from './seed-own.ts';
import { type Scale, seedShop } from './seed-shop.ts';
import { readShopImage } from './shop-image.ts';
import { standardRow } from './standard-row.ts';
import { seedTranslations } from './translations.ts';

/** The options from which a site is built. */
export interface BuildOptions {
  version: FrappeMajor;
  scale: Scale;
  appName: string;
  /** The apps of these folders, and what they bring in addition to DocTypes. */
  apps: AppFiles;
  clock: SiteClock;
  /** Folders of somebody's own DocTypes, in place of the shop. */
  doctypeFolders: readonly string[] | undefined;
  databaseFile: string | undefined;
  /** A folder of documents by their DocTypes, in place of made-up ones. */
  dataFolder: string | undefined;
}

/** A database with its metadata, and what somebody's own DocTypes took to make a site of them. */
export interface BuiltSite {
  database: DemoDatabase;
  catalog: MetaCatalog;
  notes: readonly string[];
  /** Null for a site that has its database to itself. */
  answers: SharedAnswers | null;
}

/** A shop that was seeded in this process. */
interface SeededShop {
  image: Uint8Array;
  merged: MergedMeta;
  answers: SharedAnswers;
}

/** The seeded shops, by everything that distinguishes them. */
const SEEDED = new Map<string, SeededShop>();

/** Builds the database of a site: tables, metadata, users and data. A shop in memory is seeded once and copied. */
export function buildSite(options: BuildOptions): BuiltSite {
  const now = () => options.clock.now();
  if (options.databaseFile !== undefined || options.doctypeFolders !== undefined) return openOrFill(now, options);
  const key = JSON.stringify([options.version, options.scale, options.appName]);
  const seeded = SEEDED.get(key);
  if (seeded) return copyShop(now, seeded);
  const kept = readShopImage(options.version, options.scale);
  if (kept) return copyShop(now, keepShop(key, kept));
  const built = openOrFill(now, options);
  const image = built.database.image();
  if (image === null) return built;
  built.database.close();
  return copyShop(now, keepShop(key, image));
}

function keepShop(key: string, image: Uint8Array): SeededShop {
  const shop = { image, merged: new Map(), answers: new Map() };
  SEEDED.set(key, shop);
  return shop;
}

function copyShop(now: () => string, { image, merged, answers }: SeededShop): BuiltSite {
  const database = new DemoDatabase(now, undefined, image);
  return { database, catalog: new MetaCatalog(database, merged), notes: [], answers };
}

function openOrFill(now: () => string, options: BuildOptions): BuiltSite {
  const database = new DemoDatabase(now, options.databaseFile);
  const { doctypeFolders } = options;
  const fill = doctypeFolders ? () => fillOwn(database, options, doctypeFolders) : () => fillShop(database, options);
  // A kept database is taken as it is.
  const notes = database.columnsOf('DocType').size > 0 ? [] : database.transaction(fill);
  return { database, catalog: new MetaCatalog(database), notes, answers: null };
}

function fillShop(database: DemoDatabase, options: BuildOptions): string[] {
  install(database, options, [...coreDocTypes(options), ...readDocTypeFiles(join(DEMO_FOLDER, 'doctypes/shop'))]);
  installCustomisations(database, options.version);
  seedCore(database, () => options.appName, false);
  seedShop(database, options.scale);
  seedTranslations(database);
  return [];
}

/** Core DocTypes that apps link to, and that have no documents before somebody makes them. */
const MADE_UP_CORE = new Set(['Domain', 'Gender', 'Print Format', 'Role Profile', 'Workflow State']);

/** A folder may hold the framework's own DocTypes too: the site keeps its own, with its own rows. */
function fillOwn(database: DemoDatabase, options: BuildOptions, folders: readonly string[]): string[] {
  const core = coreDocTypes(options);
  const isCore = new Set(core.map((file) => file.name));
  const broken: string[] = [];
  const read = folders.flatMap((folder) => {
    const found = readDocTypeFiles(folder, broken);
    if (found.length === 0) throw new SimulatorError(`There is no DocType JSON file below ${JSON.stringify(folder)}.`);
    return found;
  });
  const { apps, appOfModule } = options.apps;
  const fixtures = withWorkflowLinks(options.apps.fixtures);
  const shipped = [...core, ...read.filter((file) => !isCore.has(file.name))];
  const { files, notes } = completeDocTypes(customise(shipped, fixtures));
  install(database, options, withoutCustomFields(files, shipped));
  installFixtures(database, fixtures, files);
  for (const file of files) if (!file.issingle && !file.is_virtual) defineTable(database, file);
  const [only] = apps.length === 1 ? apps : [];
  seedCore(database, (module) => appOfModule.get(module) ?? only?.name ?? options.appName, true);
  const given: GivenRows = options.dataFolder === undefined ? new Map() : readRows(options.dataFolder, files);
  const fixed = new Set(fixtures.map(({ doctype }) => String(doctype)));
  const isMadeUp = ({ name }: DocTypeFile) => !isCore.has(name) || (MADE_UP_CORE.has(name) && !fixed.has(name));
  seedOwnDocTypes(database, files.filter(isMadeUp), given);
  fitWorkflows(database, fixtures, given);
  return [...broken.map((path) => `Not valid JSON, passed over: ${path}`), ...notes];
}

function coreDocTypes({ version }: BuildOptions): DocTypeFile[] {
  return readDocTypeFiles(join(DEMO_FOLDER, 'doctypes/core')).map((file) => fieldsOfVersion(file, version));
}

function install(database: DemoDatabase, { version }: BuildOptions, files: readonly DocTypeFile[]): void {
  database.define('CREATE TABLE `tabSingles` (doctype TEXT, field TEXT, value TEXT)');
  installDocTypes(
    database,
    files.map((file) => defaultsOfVersion(file, version)),
  );
}

function installCustomisations(database: DemoDatabase, version: FrappeMajor): void {
  // From v17 on, a Property Setter that came by code says so.
  const generated = version >= 17 ? { is_system_generated: 1 } : {};
  for (const doctype of ['custom-fields', 'property-setters']) {
    for (const { doctype: of, ...row } of readFixture(join(DEMO_FOLDER, `custom/${doctype}.json`))) {
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
