import { parseArgs } from 'node:util';
import { SeedError } from './seed-error.ts';

/** The options of the command. */
export interface SeedOptions {
  url: URL;
  authorization: string;
  /** The account for Server Scripts, which a System Manager is not allowed to write. */
  adminAuthorization: string | null;
  scale: 'small' | 'full';
  usersFile: string;
}

export const USAGE = `node demo/seed-site.ts --url URL --key KEY --secret SECRET [options]

Brings the demo shop (DocTypes as custom ones, roles, users, permissions, data) to a Frappe site, as a System Manager.
Run again, it adds what is missing and changes nothing else.

  --scale small|full            how much data; small
  --users-file FILE             where the users' API keys are kept; .cache/site-users.<host>.json
  --admin-key, --admin-secret   an account with the role Script Manager, for the shop's Server Script`;

/** @throws SeedError that names the argument which is missing or wrong. */
export function readSeedOptions(args: string[]): SeedOptions | 'help' {
  const values = parseSeedArgs(args);
  if (values.help) return 'help';
  const { url = '', scale = 'small', key, secret } = values;
  if (!URL.canParse(url)) throw new SeedError('--url: give the address of the site, such as http://127.0.0.1:8000.');
  if (!key || !secret) throw new SeedError('--key and --secret: give the API key and secret of a System Manager.');
  if (scale !== 'small' && scale !== 'full') throw new SeedError('--scale: small or full.');
  const adminKey = values['admin-key'];
  const adminSecret = values['admin-secret'];
  if (Boolean(adminKey) !== Boolean(adminSecret)) throw new SeedError('--admin-key and --admin-secret: give both.');
  return {
    url: new URL(url),
    authorization: `token ${key}:${secret}`,
    adminAuthorization: adminKey ? `token ${adminKey}:${adminSecret}` : null,
    scale,
    usersFile: values['users-file'] ?? defaultUsersFile(new URL(url)),
  };
}

/** The default file of the users' API keys of a site. */
export function defaultUsersFile(url: URL): string {
  return `.cache/site-users.${url.host.replace(':', '-')}.json`;
}

function parseSeedArgs(args: string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args,
      options: {
        url: text,
        key: text,
        secret: text,
        scale: text,
        'users-file': text,
        'admin-key': text,
        'admin-secret': text,
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new SeedError(error instanceof Error ? error.message : String(error));
  }
}
