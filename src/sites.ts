import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { changedSettings } from './changed-settings.ts';
import { type Config, readConfig } from './config.ts';
import { checkConfig, parseConfigJson, toFileProblem } from './config-file.ts';
import { withoutBlanks } from './environment.ts';
import { ConfigError } from './errors.ts';
import { withoutReplaced } from './secret-files.ts';
import type { SiteAddress } from './server/choose-site.ts';
import { SETTING_NAMES } from './settings.ts';
import { assertProtectionIsNamed, describeUnknownSetting, findUnknownSettings } from './unknown-settings.ts';

/** A site that the gateway serves, with a configuration of its own. */
export interface SiteEntry extends SiteAddress {
  readonly config: Config;
}

/** All sites behind one gateway. */
export interface SitesConfig {
  readonly sites: readonly SiteEntry[];
  /** The header in which a trusted proxy names the site. */
  readonly header: string | null;
  /** Variables of the environment that are not settings and look like mistyped ones, as lines for a person. */
  readonly unknownSettings: readonly string[];
  /** The settings that differ from their defaults, without secrets. */
  readonly changedSettings: Readonly<Record<string, string>>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Process-wide settings: sites cannot override them. */
const OF_THE_PROCESS = [
  'HOST',
  'PORT',
  'TRUSTED_PROXIES',
  'DRAIN_DELAY_SECONDS',
  'DRAIN_SECONDS',
  'LOG_LEVEL',
  'METRICS_PORT',
  'METRICS_TOKEN',
  'HEADERS_TIMEOUT_SECONDS',
  'BODY_PAUSE_SECONDS',
  'REQUEST_TIMEOUT_SECONDS',
  'KEEP_ALIVE_SECONDS',
  'IDLE_TIMEOUT_SECONDS',
  'MAX_CONNECTIONS',
  'MAX_WAITING_CONNECTIONS_PER_ADDRESS',
  'MAX_BUFFERED_BYTES',
  'SHED_HEAP_PERCENT',
];

/** Files that a site keeps for itself, unless it names others. */
const FILES_OF_A_SITE: Readonly<Record<string, string>> = {
  SNAPSHOT_FILE: 'site-model.json.gz',
  EVENT_LOG_FILE: 'events.jsonl',
};

const HOST_NAME = /^(?:[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*|\[[0-9A-Fa-f:.]+\])$/;

const sitesFile = z.strictObject({
  /** The header in which a trusted proxy names the site. */
  header: z
    .string()
    .regex(/^[A-Za-z0-9-]+$/)
    .optional(),
  sites: z.record(
    z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.-]*$/),
    z.strictObject({
      hosts: z.array(z.string().regex(HOST_NAME, 'is not a host name without port')).default([]),
      /**
       * Settings of this site, by their environment variables; `$NAME` is replaced by the value of another variable.
       */
      env: z.record(z.string(), z.string()),
    }),
  ),
});

type SiteOfFile = z.infer<typeof sitesFile>['sites'][string];

/**
 * Reads the sites of a gateway: those of `SITES_FILE`, each with the environment's settings and its own over them, else
 * the one site of the environment.
 *
 * @throws ConfigError that names the site and the first missing or wrong entry in one line.
 */
export function readSites(env: Environment): SitesConfig {
  assertProtectionIsNamed(env);
  const file = env.SITES_FILE;
  if (file === undefined || file === '')
    return {
      sites: [{ name: null, hosts: [], config: readConfig(env) }],
      header: null,
      unknownSettings: findUnknownSettings(env),
      changedSettings: changedSettings(env),
    };
  const { sites, header = null } = readFile(file);
  const entries = Object.entries(sites).map(([name, site]) => ({
    name,
    hosts: site.hosts.map((host) => host.toLowerCase()),
    config: readSiteConfig(file, name, env, site),
  }));
  assertReachable(file, entries, header);
  const references = Object.values(sites).flatMap((site) => Object.values(site.env).filter(isReference));
  const others = Object.entries(env).filter(([name]) => !references.includes(`$${name}`));
  return {
    sites: entries,
    header: header?.toLowerCase() ?? null,
    unknownSettings: findUnknownSettings(Object.fromEntries(others)),
    changedSettings: { SITES_FILE: file, ...changedSettings(env) },
  };
}

function readFile(file: string): z.infer<typeof sitesFile> {
  return checkConfig(sitesFile, parseConfigJson(readText(file), file), file);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`SITES_FILE: ${toFileProblem(file, error)}`);
  }
}

function readSiteConfig(file: string, name: string, env: Environment, { hosts, env: stated }: SiteOfFile): Config {
  const unknown = Object.keys(stated).find((setting) => !SETTING_NAMES.includes(setting));
  if (unknown !== undefined) throw new ConfigError(`${file}: sites.${name}: ${describeUnknownSetting(unknown)}`);
  const wrong = Object.keys(stated).find((setting) => OF_THE_PROCESS.includes(setting) || setting === 'SITES_FILE');
  if (wrong !== undefined)
    throw new ConfigError(
      `${file}: sites.${name}: ${wrong} applies to the whole process. Set it as an environment variable.`,
    );
  const set = withoutBlanks(stated);
  // Under a host name that is not the site's own, a cookie `sid` may be another site's.
  const own = hosts.length > 0 ? set : { SITE_COOKIE: 'false', ...set };
  const files = Object.entries(FILES_OF_A_SITE).map(([setting, path]) => [
    setting,
    env[setting] === 'off' ? 'off' : join('.cache', name, path),
  ]);
  const [setting, reference] =
    Object.entries(own).find(([, value]) => isReference(value) && !env[value.slice(1)]?.trim()) ?? [];
  if (reference !== undefined) throw new ConfigError(`${file}: sites.${name}: ${setting}: ${reference} is not set.`);
  const given = Object.fromEntries(Object.entries(own).map(([setting, value]) => [setting, resolve(value, env)]));
  try {
    return readConfig({ ...withoutReplaced(env, given), ...Object.fromEntries(files), ...given });
  } catch (error) {
    throw error instanceof ConfigError ? new ConfigError(`${file}: sites.${name}: ${error.message}`) : error;
  }
}

/** Secrets need not be in the file. */
function resolve(value: string, env: Environment): string | undefined {
  return isReference(value) ? env[value.slice(1)] : value;
}

function isReference(value: string): boolean {
  return value.startsWith('$');
}

function assertReachable(file: string, sites: readonly SiteEntry[], header: string | null): void {
  if (sites.length === 0) throw new ConfigError(`${file}: sites: is empty. Add a site.`);
  const owners = new Map<string, string | null>();
  for (const { name, hosts } of sites) {
    if (hosts.length === 0 && header === null)
      throw new ConfigError(`${file}: sites.${name}: hosts: is empty. Add a host name.`);
    for (const host of hosts) {
      if (owners.has(host))
        throw new ConfigError(`${file}: sites.${name}: ${host} is also a host of ${owners.get(host)}.`);
      owners.set(host, name);
    }
  }
}
