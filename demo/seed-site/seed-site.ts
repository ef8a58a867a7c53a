import { startDemoSite } from '../demo-site.ts';
import { installCustomisations, installDocTypes, installRoles } from './install-doctypes.ts';
import { installDocuments } from './install-documents.ts';
import { installShares, installUserPermissions } from './install-permissions.ts';
import { installScripts } from './install-scripts.ts';
import { installUsers, SHOP_ROLES } from './install-users.ts';
import { installWorkflowStates, installWorkflows } from './install-workflow.ts';
import { SeedError } from './seed-error.ts';
import type { SeedLog } from './seed-log.ts';
import type { SeedOptions } from './seed-options.ts';
import { createSiteClient, type SiteClient } from './site-client.ts';

/** Brings the shop to a site. Existing documents stay as they are. */
export async function seedSite(options: SeedOptions, log: SeedLog): Promise<void> {
  await using demo = await startDemoSite({ scale: options.scale });
  const { database } = demo;
  const site = createSiteClient(options.url, options.authorization);
  await assertFrappe(site, options.url);
  await installRoles(site, log, SHOP_ROLES);
  await installWorkflowStates(site, log, database);
  const files = await installDocTypes(site, log);
  await installCustomisations(site, log);
  const tokens = await installUsers(site, log, options);
  await installDocuments(site, log, database, files, tokens);
  await installWorkflows(site, log, database);
  await installUserPermissions(site, log, database);
  await installShares(site, log, database);
  await installScripts(options.adminAuthorization === null ? null : site.as(options.adminAuthorization), log);
}

async function assertFrappe(site: SiteClient, url: URL): Promise<void> {
  const versions = (await site.call('frappe.utils.change_log.get_versions')) as { frappe?: unknown } | undefined;
  if (versions?.frappe === undefined) throw new SeedError(`${url.origin} does not answer as a Frappe site.`);
}
