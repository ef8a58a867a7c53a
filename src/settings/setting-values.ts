import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { toCommaList } from '../comma-list.ts';
import { type ConfigFile, toFileProblem } from '../config-file.ts';
import { ConfigError } from '../errors.ts';
import { createProxyTrust } from '../trusted-proxies.ts';

const MIN_SECRET_LENGTH = 32;
const MIN_WEBHOOK_SECRET_LENGTH = 8;

/** The callers that can ask for the schema: everybody, callers whose credential the site accepts, or nobody. */
export type IntrospectionMode = 'on' | 'signed-in' | 'off';

const INTROSPECTION_SWITCH: Readonly<Record<string, IntrospectionMode>> = {
  '1': 'on',
  true: 'on',
  '0': 'off',
  false: 'off',
};

/** An address of a site, a proxy or a gateway. */
export const url = z
  .string()
  .refine((text) => URL.canParse(text) && /^https?:/.test(text), 'must be an http or https address');
/** One to which paths are added. */
export const address = url.refine((text) => {
  if (!URL.canParse(text)) return true;
  const { username, password, search, hash } = new URL(text);
  return username + password + search + hash === '';
}, 'must be an address without user, query and fragment');
/** The longest timer of Node: a longer time would be over at once. */
export const MAX_TIMER_MS = 2_147_483_647;
/** A whole number. */
export const count = (fallback: number, min = 1, max = Number.MAX_SAFE_INTEGER) =>
  z.coerce.number().int().min(min).max(max).default(fallback);
/** A time that a timer takes. */
export const seconds = (fallback: number, min = 1) => count(fallback, min, Math.floor(MAX_TIMER_MS / 1000));
/** Times of a connection, which are added to each other, so that no sum is too long for a timer. */
const DAY_SECONDS = 86_400;
/** A time of a connection. */
export const connectionSeconds = (fallback: number) => count(fallback, 1, DAY_SECONDS);
/** A time of an operation. */
export const operationMs = (fallback: number) => count(fallback, 1, DAY_SECONDS * 1000);
/** A port to listen on; 0 takes a free one. */
export const port = z.coerce.number().int().min(0).max(65_535);
/** The callers that can ask for the schema; the values of a switch mean everybody and nobody. */
export const introspection = z
  .enum(['on', 'signed-in', 'off', '0', '1', 'true', 'false'])
  .transform((text) => INTROSPECTION_SWITCH[text] ?? (text as IntrospectionMode));
/** Yes or no. */
export const flag = z.enum(['0', '1', 'true', 'false']).transform((text) => text === '1' || text === 'true');

/** @returns null for `none`: nothing is read, even if the default file exists. */
export function toConfigFile(setting: string, given: string | undefined, fallback: string): ConfigFile | null {
  if (given === 'none') return null;
  return { path: given ?? fallback, isRequired: given !== undefined, setting };
}

/** Everybody without a credential is Guest: what the site did is not for everybody. */
export function readDebugUsers(text: string): readonly string[] {
  const users = toCommaList(text);
  if (users.some((user) => user.toLowerCase() === 'guest'))
    throw new ConfigError('DEBUG_USERS: Guest is everybody without a credential. Name users who sign in.');
  return users;
}

/** @throws ConfigError for an entry that is not an address or range. */
export function readProxies(text: string): readonly string[] {
  const proxies = toCommaList(text);
  createProxyTrust(proxies);
  return proxies;
}

/** @throws ConfigError for one that is too short to seal anything. */
export function readSecrets(text: string): readonly string[] {
  const secrets = toCommaList(text);
  if (secrets.every((secret) => secret.length >= MIN_SECRET_LENGTH)) return secrets;
  throw new ConfigError(`SESSION_SECRET: each of them must have ${MIN_SECRET_LENGTH} characters or more.`);
}

/** Origins as browsers write them: scheme, host and port, nothing behind. */
export function readOrigins(text: string): readonly string[] {
  return toCommaList(text).map((entry) => {
    // A host may have an asterisk, but no browser sends one: it would allow nothing, where many origins are meant.
    const isOrigin = URL.canParse(entry) && new URL(entry).origin === entry.toLowerCase() && !entry.includes('*');
    if (!isOrigin) throw new ConfigError(`CORS_ORIGINS: ${entry} is not an origin, such as https://app.example.com.`);
    return entry.toLowerCase();
  });
}

/** @throws ConfigError with the name of the setting, for a file that cannot be read. */
export function readFile(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`${name}: ${toFileProblem(file, error)}`);
  }
}

interface WebhookSecrets {
  readonly WEBHOOK_SECRET?: string | undefined;
  readonly WEBHOOK_SECRETS: string;
}

/** A signature proves nothing if its secret can be guessed. */
export function readWebhookSecrets({ WEBHOOK_SECRET, WEBHOOK_SECRETS }: WebhookSecrets): readonly string[] {
  const secrets = {
    WEBHOOK_SECRET: WEBHOOK_SECRET === undefined ? [] : [WEBHOOK_SECRET],
    WEBHOOK_SECRETS: toCommaList(WEBHOOK_SECRETS),
  };
  for (const [name, given] of Object.entries(secrets)) {
    if (given.every((secret) => secret.length >= MIN_WEBHOOK_SECRET_LENGTH)) continue;
    throw new ConfigError(`${name}: each of them must have ${MIN_WEBHOOK_SECRET_LENGTH} characters or more.`);
  }
  return Object.values(secrets).flat();
}

interface OAuthClient {
  readonly OAUTH_CLIENT_ID?: string | undefined;
  readonly OAUTH_CLIENT_SECRET?: string | undefined;
  readonly OAUTH_SCOPES: string;
  readonly SESSION_SECRET: string;
  readonly FRAPPE_PUBLIC_URL?: string | undefined;
}

/** @returns null if the gateway is not an OAuth client of the site. @throws ConfigError if it cannot seal sessions. */
export function readOAuth(env: OAuthClient) {
  const { OAUTH_CLIENT_ID: id, OAUTH_CLIENT_SECRET: secret = null, OAUTH_SCOPES: scopes } = env;
  if (id === undefined) return null;
  if (toCommaList(env.SESSION_SECRET).length === 0) throw new ConfigError('SESSION_SECRET is not set.');
  /** The address by which browsers reach the site, if the gateway uses another one. */
  const siteUrl = env.FRAPPE_PUBLIC_URL === undefined ? null : new URL(env.FRAPPE_PUBLIC_URL);
  return { client: { id, secret, scopes }, siteUrl };
}
