import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGzip, gunzip } from 'node:zlib';
import { isJsonObject } from '../exact-json.ts';
import type { RawSiteModel } from './site-model.ts';

/** Raised when the form of the file changes: an older one is then read from the site again. */
const FORMAT = 6;

interface Snapshot {
  format: number;
  /** The site that the model is of, so that a copied file never serves another site. */
  siteUrl: string;
  model: RawSiteModel;
  /** Names of the configuration that have matched something, on this model or an earlier one. */
  knownNames?: readonly string[];
  /** Names the schema of the model that was found to be valid. */
  validSchema?: string;
}

/** The data kept of a site between two starts. */
export interface KeptModel extends Required<Pick<Snapshot, 'model' | 'knownNames'>>, Pick<Snapshot, 'validSchema'> {}

/** @returns the kept model of this site, or null if there is none that can be used. */
export async function readSnapshot(file: string, siteUrl: string): Promise<KeptModel | null> {
  try {
    const text = await promisify(gunzip)(await readFile(file));
    const snapshot = JSON.parse(text.toString('utf8')) as Partial<Snapshot>;
    if (snapshot.format !== FORMAT || snapshot.siteUrl !== siteUrl) return null;
    const { model, knownNames, validSchema = '' } = snapshot;
    if (!isUsable(model)) return null;
    return { model, knownNames: Array.isArray(knownNames) ? knownNames.map(String) : [], validSchema };
  } catch {
    return null;
  }
}

/** A file that somebody wrote or cut may lack what a model is made of: what is known of the site, and DocTypes. */
function isUsable(model: Partial<RawSiteModel> | null | undefined): model is RawSiteModel {
  const { info, tables, merged, fingerprint } = model ?? {};
  const isOfSite =
    typeof info?.frappeVersion === 'string' &&
    typeof info.timeZone === 'string' &&
    Array.isArray(info.apps) &&
    typeof info.capabilities === 'object' &&
    info.capabilities !== null;
  if (!isOfSite || typeof fingerprint !== 'string' || typeof tables !== 'object' || tables === null) return false;
  if (!Object.values(tables).every(isListOfRows)) return false;
  const doctypes: unknown = merged === null ? tables.DocType : merged;
  return Array.isArray(doctypes) && doctypes.length > 0;
}

function isListOfRows(rows: unknown): boolean {
  return Array.isArray(rows) && rows.every(isJsonObject);
}

/** Writes so far. A process that crashes in one leaves a file, which the next one to be started writes over. */
let writes = 0;

/** Keeps the model on disk; a crash in the middle leaves the former file whole. */
export async function writeSnapshot(file: string, siteUrl: string, kept: KeptModel): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  writes += 1;
  const temporary = `${file}.${process.pid}.${writes}.tmp`;
  try {
    const text = Readable.from(snapshotText({ format: FORMAT, siteUrl, ...kept }));
    await pipeline(text, createGzip({ level: 4 }), createWriteStream(temporary));
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Rows that are written at once: those of an ERPNext take some megabytes. */
const ROWS_AT_ONCE = 500;

/** The snapshot in JSON, in pieces: compressing each lets others in. */
function* snapshotText({ model, ...others }: Snapshot): Generator<string> {
  const { tables, ...ofModel } = model;
  yield `{${membersOf(others)},"model":{${membersOf(ofModel)},"tables":{`;
  let before = '';
  for (const [doctype, rows] of Object.entries(tables)) {
    yield `${before}${JSON.stringify(doctype)}:[`;
    for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
      yield (at === 0 ? '' : ',') + JSON.stringify(rows.slice(at, at + ROWS_AT_ONCE)).slice(1, -1);
    }
    yield ']';
    before = ',';
  }
  yield '}}}';
}

/** The members of an object without the braces around them. */
function membersOf(object: object): string {
  return JSON.stringify(object).slice(1, -1);
}
