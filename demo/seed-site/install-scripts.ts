import type { SeedLog } from './seed-log.ts';
import { type SiteClient, SiteRefusal } from './site-client.ts';

const NAME = 'Shop Note permission query';

/** Stands in for a hook (`permission_query_conditions`) of the demo site: private notes are seen by their owners. */
const SCRIPT = `roles = frappe.get_all("Has Role", filters={"parent": user, "parenttype": "User"}, pluck="role")
if "Shop Manager" not in roles and "System Manager" not in roles:
    conditions = "(\`tabShop Note\`.is_private = 0 or \`tabShop Note\`.owner = " + frappe.db.escape(user) + ")"
`;

/** Makes the shop's Server Script with an account that may, where one is given. */
export async function installScripts(site: SiteClient | null, log: SeedLog): Promise<void> {
  log.leftOut('totals that orders calculate when saved', 'Python of an app; the values are seeded as they are');
  const what = 'private notes hidden from others';
  if (site === null) return log.leftOut(what, 'a Server Script, only made with --admin-key and --admin-secret');
  try {
    if ((await site.find('Server Script', NAME)) !== null) return;
    const type = { script_type: 'Permission Query', reference_doctype: 'Shop Note' };
    await site.insert('Server Script', { name: NAME, ...type, script: SCRIPT });
    log.changed(`Server Script ${NAME}`);
  } catch (error) {
    if (!(error instanceof SiteRefusal)) throw error;
    log.leftOut(what, error.message);
  }
}
