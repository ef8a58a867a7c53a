import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { ConfigError } from './errors.ts';

/** The file in the working folder that may hold settings. */
export const ENV_FILE = '.env';

/**
 * Reads the settings of the process: its environment, and below it the lines of `.env` in the working folder. A blank
 * variable counts as not set, so it does not replace a line.
 *
 * @throws ConfigError if that file exists and cannot be read.
 */
export function readEnvironment(): Readonly<Record<string, string | undefined>> {
  const ofFile = readEnvFile();
  const given = Object.entries(process.env).filter(([name, value]) => !Object.hasOwn(ofFile, name) || !isBlank(value));
  return { ...ofFile, ...Object.fromEntries(given) };
}

/** Whether a setting counts as not set. */
export function isBlank(value: string | undefined): boolean {
  return value === undefined || value.trim() === '';
}

/** @returns the settings that are set. */
export function withoutBlanks(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((setting): setting is [string, string] => !isBlank(setting[1])));
}

/**
 * Puts the standard variables of OpenTelemetry that `.env` has into the environment of the process: its libraries read
 * them there.
 */
export function shareTracingSettings(env: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(env)) if (name.startsWith('OTEL_')) process.env[name] ??= value;
}

/** The options that Node itself was started with, by its command and by `NODE_OPTIONS`. */
export function nodeOptions(): string {
  return [process.env.NODE_OPTIONS ?? '', ...process.execArgv].join(' ');
}

function readEnvFile(): NodeJS.Dict<string> {
  try {
    return parseEnv(readFileSync(ENV_FILE, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw new ConfigError(`${ENV_FILE} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
