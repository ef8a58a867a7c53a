import { readFileSync } from 'node:fs';
import { defaultUsersFile } from '../../demo/seed-site/seed-options.ts';
import { readUsersFile } from '../../demo/seed-site/users-file.ts';

/** A real site that the cases run against. */
export interface SiteSettings {
  url: string;
  apiKey: string;
  apiSecret: string;
  /** Authorization headers by user. */
  users: Readonly<Record<string, string>>;
  /** The password of all of them, or null where it is not told. */
  password: string | null;
}

interface SiteEntry {
  url?: unknown;
  apiKey?: unknown;
  apiSecret?: unknown;
  usersFile?: unknown;
  password?: unknown;
}

/**
 * Reads which sites are to be tried: `CONTRACT_SITES` names a JSON file with several, `FRAPPE_URL` with its key, secret
 * and users file is one.
 *
 * @returns none where nothing is configured.
 * @throws Error where a configuration is not complete.
 */
export function readSiteSettings(env: Readonly<Record<string, string | undefined>>): SiteSettings[] {
  if (env.CONTRACT_SITES) {
    const entries = JSON.parse(readFileSync(env.CONTRACT_SITES, 'utf8')) as SiteEntry[];
    return entries.map((entry) => toSettings(entry, env.CONTRACT_SITES as string));
  }
  const { FRAPPE_URL: url, FRAPPE_API_KEY: apiKey, FRAPPE_API_SECRET: apiSecret, FRAPPE_USERS_FILE: usersFile } = env;
  const password = env.FRAPPE_PASSWORD;
  return url ? [toSettings({ url, apiKey, apiSecret, usersFile, password }, 'the environment')] : [];
}

function toSettings({ url, apiKey, apiSecret, usersFile, password }: SiteEntry, source: string): SiteSettings {
  if (typeof url !== 'string' || !URL.canParse(url)) throw new Error(`${source}: a site has no address.`);
  if (!apiKey || !apiSecret) throw new Error(`${source}: ${url} has no API key and secret.`);
  const file = typeof usersFile === 'string' && usersFile !== '' ? usersFile : defaultUsersFile(new URL(url));
  const users = readUsersFile(file)?.users;
  if (users === undefined) throw new Error(`${url}: there is no users file ${file}: seed the site first.`);
  return {
    url: url.replace(/\/$/, ''),
    apiKey: String(apiKey),
    apiSecret: String(apiSecret),
    users,
    password: typeof password === 'string' && password !== '' ? password : null,
  };
}
