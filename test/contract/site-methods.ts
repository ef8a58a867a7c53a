import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SHOP_METHODS_FILE } from '../../src/commands/simulation/shop-settings.ts';
import { type MethodsFile, parseMethodsFile } from '../../src/metadata/method-catalog.ts';
import type { SiteSettings } from './site-settings.ts';

/** A file of methods that is there for a while. */
export interface SiteMethods extends AsyncDisposable {
  readonly path: string;
}

/** The methods of the shop, and those of Frappe and ERPNext if the site has it and the signatures of its version are kept. */
export async function siteMethods(settings: SiteSettings): Promise<SiteMethods> {
  const kept = await keptSignatures(settings);
  if (kept === null) return { path: SHOP_METHODS_FILE, [Symbol.asyncDispose]: async () => {} };
  const [shop, apps] = await Promise.all([SHOP_METHODS_FILE, kept].map(read));
  const folder = await mkdtemp(join(tmpdir(), 'methods-'));
  const path = join(folder, 'methods.json');
  const methods = { ...apps?.methods, ...shop?.methods };
  const docMethods = { ...apps?.docMethods, ...shop?.docMethods };
  await writeFile(path, JSON.stringify({ ...shop, apps: apps?.apps, methods, docMethods }));
  return { path, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

async function read(path: string): Promise<MethodsFile> {
  return parseMethodsFile(await readFile(path, 'utf8'), path);
}

async function keptSignatures({ url, apiKey, apiSecret }: SiteSettings): Promise<string | null> {
  const headers = { authorization: `token ${apiKey}:${apiSecret}` };
  const response = await fetch(new URL('/api/method/frappe.utils.change_log.get_versions', url), { headers });
  const { message } = (await response.json()) as { message: Record<string, { version: string } | undefined> };
  const major = Number.parseInt(message.erpnext?.version ?? '', 10);
  const path = join(import.meta.dirname, `../fixtures/signatures-v${major}.json`);
  return existsSync(path) ? path : null;
}
