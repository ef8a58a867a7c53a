import { readFileSync } from 'node:fs';
import type { ConfigFile } from './config-file.ts';
import { ConfigError } from './errors.ts';
import { createProxyTrust } from './server/client-address.ts';

const MIN_SECRET_LENGTH = 32;

/** The parts of a list with commas, without blanks around them. */
export function toList(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** @returns null for `none`: nothing is read, whatever lies at the default's place. */
export function toConfigFile(given: string | undefined, fallback: string): ConfigFile | null {
  if (given === 'none') return null;
  return { path: given ?? fallback, isRequired: given !== undefined };
}

/** Everybody without a credential is Guest: what the site did is not for everybody. */
export function readDebugUsers(text: string): readonly string[] {
  const users = toList(text);
  if (users.some((user) => user.toLowerCase() === 'guest'))
    throw new ConfigError('DEBUG_USERS: Guest is everybody without a credential. Name users who sign in.');
  return users;
}

/** @throws ConfigError for an entry that is no address or range. */
export function readProxies(text: string): readonly string[] {
  const proxies = toList(text);
  createProxyTrust(proxies);
  return proxies;
}

/** @throws ConfigError for one that is too short to seal anything. */
export function readSecrets(text: string): readonly string[] {
  const secrets = toList(text);
  if (secrets.every((secret) => secret.length >= MIN_SECRET_LENGTH)) return secrets;
  throw new ConfigError(`SESSION_SECRET: each of them must have ${MIN_SECRET_LENGTH} characters or more.`);
}

/** Origins as browsers write them: scheme, host and port, nothing behind. */
export function readOrigins(text: string): readonly string[] {
  return toList(text).map((entry) => {
    const isOrigin = URL.canParse(entry) && new URL(entry).origin === entry.toLowerCase();
    if (!isOrigin) throw new ConfigError(`CORS_ORIGINS: ${entry} is no origin, such as https://app.example.com.`);
    return entry.toLowerCase();
  });
}

/** @throws ConfigError with the name of the setting, for a file that cannot be read. */
export function readFile(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
