import { readFileSync } from 'node:fs';
import { toFileProblem } from './config-file.ts';
import { isBlank } from './environment.ts';
import { ConfigError } from './errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Settings that are secrets, or addresses that may hold one. */
const SECRETS = [
  'FRAPPE_API_KEY',
  'FRAPPE_API_SECRET',
  'FRAPPE_PROXY',
  'WEBHOOK_SECRET',
  'WEBHOOK_SECRETS',
  'REDIS_URL',
  'SESSION_SECRET',
  'OAUTH_CLIENT_SECRET',
  'METRICS_TOKEN',
];

/** The settings that name a file in place of a secret, as platforms mount them: `FRAPPE_API_SECRET_FILE`. */
export const SECRET_FILE_SETTINGS: readonly string[] = SECRETS.map(toFileSetting);

/**
 * Puts the content of files into the settings that they stand for. The white space at its ends is left out.
 *
 * @throws ConfigError for a file that cannot be read or is empty, and for a secret that is given in both ways.
 */
export function readSecretFiles(env: Environment): Environment {
  const read = SECRETS.flatMap((name) => {
    const setting = toFileSetting(name);
    if (isBlank(env[setting])) return [];
    if (!isBlank(env[name])) throw new ConfigError(`${name} and ${setting} are both set. Remove one of them.`);
    return [[name, readSecret(setting, String(env[setting]).trim())] as const];
  });
  return { ...env, ...Object.fromEntries(read) };
}

/** The settings of an environment that others replace: those of the same name, and the other way to give a secret. */
export function withoutReplaced(env: Environment, others: Environment): Environment {
  const replaced = SECRETS.filter((name) => name in others || toFileSetting(name) in others);
  const names = replaced.flatMap((name) => [name, toFileSetting(name)]);
  return Object.fromEntries(Object.entries(env).filter(([name]) => !names.includes(name)));
}

/** The setting that names the file of a secret. */
export function toFileSetting(name: string): string {
  return `${name}_FILE`;
}

function readSecret(setting: string, file: string): string {
  let secret: string;
  try {
    secret = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new ConfigError(`${setting}: ${toFileProblem(file, error)}`);
  }
  // As a secret that is not set, it would switch off what it protects, such as the metrics.
  if (secret === '') throw new ConfigError(`${setting}: ${file} is empty.`);
  return secret;
}
