import type { Row } from '../database/demo-database.ts';
import { DEMO_USERS, type DemoUser } from '../seed/demo-users.ts';
import type { SeedLog } from './seed-log.ts';
import type { SeedOptions } from './seed-options.ts';
import { type SiteClient, SiteRefusal } from './site-client.ts';
import { readUsersFile, writeUsersFile } from './users-file.ts';

const { alice, bob, carol } = DEMO_USERS;

/** The users that are made on the site; the gateway's account is the site's own business. */
const SHOP_USERS: Readonly<Record<string, DemoUser>> = { alice, bob, carol };

/** The roles that these users have. */
export const SHOP_ROLES: readonly string[] = [...new Set(Object.values(SHOP_USERS).flatMap((user) => user.roles))];

/**
 * Makes the users, their roles and API keys. A site generates the secrets and shows each once, so they go to a file.
 *
 * @returns the Authorization headers by user name.
 */
export async function installUsers(
  site: SiteClient,
  log: SeedLog,
  options: Pick<SeedOptions, 'url' | 'usersFile'>,
): Promise<Map<string, string>> {
  const known = readUsersFile(options.usersFile)?.users ?? {};
  const tokens: Record<string, string> = {};
  for (const [word, user] of Object.entries(SHOP_USERS)) {
    await installUser(site, log, user);
    const token = known[word];
    const isValid = token !== undefined && (await isTokenOf(site, token, user.name));
    tokens[word] = isValid ? token : await generateToken(site, log, user.name);
  }
  const isKnown = Object.entries(tokens).every(([word, token]) => known[word] === token);
  if (!isKnown) {
    writeUsersFile(options.usersFile, { site: options.url.origin, users: tokens });
    log.changed(`users file ${options.usersFile}`);
  }
  return new Map(Object.entries(SHOP_USERS).map(([word, user]) => [user.name, String(tokens[word])]));
}

async function installUser(site: SiteClient, log: SeedLog, user: DemoUser): Promise<void> {
  const present = await site.find('User', user.name);
  if (present === null) {
    const roles = user.roles.map((role) => ({ role }));
    const values = { email: user.name, first_name: user.fullName, enabled: 1, send_welcome_email: 0 };
    await site.insert('User', { ...values, user_type: 'System User', roles });
    return log.changed(`user ${user.name}`);
  }
  const assigned = (present.roles ?? []) as Row[];
  const missing = user.roles.filter((role) => !assigned.some((row) => row.role === role));
  if (missing.length === 0) return;
  await site.update('User', user.name, { roles: [...assigned, ...missing.map((role) => ({ role }))] });
  log.changed(`user ${user.name}: roles ${missing.join(', ')}`);
}

async function isTokenOf(site: SiteClient, token: string, user: string): Promise<boolean> {
  try {
    return (await site.as(token).call('frappe.auth.get_logged_user')) === user;
  } catch (error) {
    if (error instanceof SiteRefusal) return false;
    throw error;
  }
}

async function generateToken(site: SiteClient, log: SeedLog, user: string): Promise<string> {
  const made = (await site.call('frappe.core.doctype.user.user.generate_keys', { user })) as Row;
  // Older versions return only the secret.
  const key = made.api_key ?? (await site.find('User', user))?.api_key;
  log.changed(`API key of ${user}`);
  return `token ${String(key)}:${String(made.api_secret)}`;
}
