import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { ENV_FILE } from '../../environment.ts';
import { UsageError } from '../../errors.ts';
import { toFileSetting } from '../../secret-files.ts';
import { writeOutput } from '../output/write-output.ts';

/** The configuration of the schema, next to the settings. */
const SCHEMA_FILE = 'gateway.config.json';

/** The answers from which the files are made. */
export interface InitAnswers {
  readonly url: string;
  readonly key: string;
  readonly secret: string;
  /** The files that hold the key and the secret, if files do. */
  readonly keyFile?: string | undefined;
  readonly secretFile?: string | undefined;
  /** The name of the site, if its address does not say it. */
  readonly site: string | undefined;
  /** DocTypes whose changes subscribers follow. */
  readonly followed: readonly string[];
}

/** @throws UsageError if a file would be replaced that somebody has written. */
export function assertNothingReplaced(): void {
  const existing = [ENV_FILE, SCHEMA_FILE].filter((file) => existsSync(file));
  if (existing.length > 0)
    throw new UsageError(
      `init: ${existing.join(' and ')} ${existing.length > 1 ? 'exist. --force replaces them.' : 'exists. --force replaces it.'}`,
    );
}

/** The settings of a gateway, as environment variables. */
export function toSettings({ url, key, secret, site }: InitAnswers): Record<string, string> {
  return {
    FRAPPE_URL: url,
    FRAPPE_API_KEY: key,
    FRAPPE_API_SECRET: secret,
    ...(site === undefined ? {} : { FRAPPE_SITE: site }),
  };
}

/** Writes the settings, readable by their owner only, and the configuration of the schema. */
export async function writeFiles(answers: InitAnswers): Promise<string[]> {
  const settings = {
    ...withFiles(toSettings(answers), answers),
    SCHEMA_CONFIG_FILE: SCHEMA_FILE,
    WEBHOOK_SECRET: randomBytes(32).toString('hex'),
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${quoteValue(value)}`);
  const comment = '# Settings of the gateway, with secrets: keep this file out of version control.';
  await writeOutput(ENV_FILE, `${[comment, ...lines].join('\n')}\n`);
  await chmod(ENV_FILE, 0o600);
  const schema = { exclude: { doctypes: [] }, hide: { fields: [] }, events: { doctypes: answers.followed } };
  await writeOutput(SCHEMA_FILE, `${JSON.stringify(schema, null, 2)}\n`);
  return [ENV_FILE, SCHEMA_FILE];
}

/** Settings with the names of files in place of what the files hold. */
function withFiles(settings: Record<string, string>, { keyFile, secretFile }: InitAnswers): Record<string, string> {
  const files = { FRAPPE_API_KEY: keyFile, FRAPPE_API_SECRET: secretFile };
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => {
      const file = files[name as keyof typeof files];
      return file === undefined ? [name, value] : [toFileSetting(name), file];
    }),
  );
}

/** `#` begins a comment in a line of settings. */
function quoteValue(value: string): string {
  return /^[\w./:@%+=-]*$/.test(value) ? value : `'${value}'`;
}
