import type { DocTypeFile } from '../meta/doctype-files.ts';
import type { SeedLog } from './seed-log.ts';
import { readShopCustomisations, readShopDocTypes, toCustomDocType } from './shop-doctypes.ts';
import { type SiteClient, SiteRefusal } from './site-client.ts';

/** Makes the shop's roles. */
export async function installRoles(site: SiteClient, log: SeedLog, roles: readonly string[]): Promise<void> {
  const present = new Set((await site.list('Role', ['name']))?.map((row) => row.name));
  for (const role of roles.filter((name) => !present.has(name))) {
    await site.insert('Role', { role_name: role, desk_access: 1 });
    log.changed(`role ${role}`);
  }
}

/** Makes the shop's DocTypes, and returns those that the site has now. */
export async function installDocTypes(site: SiteClient, log: SeedLog): Promise<DocTypeFile[]> {
  const rows = (await site.list('DocType', ['name', 'custom'])) ?? [];
  const present = new Map(rows.map((row) => [String(row.name), row.custom === 1]));
  const installed: DocTypeFile[] = [];
  for (const file of readShopDocTypes()) {
    const isCustom = present.get(file.name);
    if (isCustom === false) log.leftOut(`DocType ${file.name}`, 'the site has another one of that name');
    else if (file.is_virtual) log.leftOut(`DocType ${file.name}`, 'a virtual DocType needs a Python controller');
    else if (isCustom || (await installDocType(site, log, file))) installed.push(file);
  }
  return installed;
}

async function installDocType(site: SiteClient, log: SeedLog, file: DocTypeFile): Promise<boolean> {
  try {
    await site.insert('DocType', toCustomDocType(file));
  } catch (error) {
    // Awkward names that older Frappes took are refused by newer ones; the shop works without them.
    if (!(error instanceof SiteRefusal) || !/[^\w -]/.test(file.name)) throw error;
    log.leftOut(`DocType ${file.name}`, error.message);
    return false;
  }
  log.changed(`DocType ${file.name}`);
  return true;
}

/** Makes the shop's Custom Fields and Property Setters. */
export async function installCustomisations(site: SiteClient, log: SeedLog): Promise<void> {
  for (const [doctype, wanted] of Object.entries(readShopCustomisations())) {
    const present = new Set((await site.list(doctype, ['name']))?.map((row) => row.name));
    for (const { idx: _, is_system_generated: __, ...row } of wanted) {
      if (present.has(row.name)) continue;
      await site.insert(doctype, row);
      log.changed(`${doctype} ${String(row.name)}`);
    }
  }
}
