import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { RawSiteModel } from './site-model.ts';

/** Raised when the form of the file changes: an older one is then read from the site again. */
const FORMAT = 1;

interface Snapshot {
  format: number;
  /** The site that the model is of, so that a copied file never serves another site. */
  siteUrl: string;
  model: RawSiteModel;
}

/** @returns the kept model of this site, or null where there is none that can be used. */
export async function readSnapshot(file: string, siteUrl: string): Promise<RawSiteModel | null> {
  try {
    const text = await promisify(gunzip)(await readFile(file));
    const snapshot = JSON.parse(text.toString('utf8')) as Snapshot;
    return snapshot.format === FORMAT && snapshot.siteUrl === siteUrl ? snapshot.model : null;
  } catch {
    return null;
  }
}

/** Keeps the model on disk; a crash in the middle leaves the former file whole. */
export async function writeSnapshot(file: string, siteUrl: string, model: RawSiteModel): Promise<void> {
  const snapshot: Snapshot = { format: FORMAT, siteUrl, model };
  const bytes = await promisify(gzip)(JSON.stringify(snapshot), { level: 4 });
  await mkdir(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, bytes);
  await rename(temporary, file);
}
