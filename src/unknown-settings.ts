import { looksLikeProduction } from './config.ts';
import { closest, didYouMean } from './did-you-mean.ts';
import { ConfigError } from './errors.ts';
import { SETTING_NAMES } from './settings.ts';

/** The prefix of variables that can only be meant for the gateway. */
const OWN_PREFIX = 'FRAPPE_';

/** Kubernetes sets such variables for a service named `frappe`. */
const OF_A_CLUSTER = /_SERVICE_(?:HOST|PORT(?:_.*)?)$|_PORT(?:_\d+_(?:TCP|UDP)(?:_.*)?)?$/;

/** Others' variables are in the environment too: names must be this close to be taken for mistyped ones. */
const TOLERANCE = 1 / 5;

/** Settings without which something is open to everybody: a mistyped one must not pass with a warning. */
const PROTECTING: readonly (string | null)[] = [
  'INTROSPECTION',
  'GRAPHIQL',
  'SUGGESTIONS',
  'PERSISTED_OPERATIONS_ONLY',
  'RATE_LIMIT_PER_SECOND',
  'METRICS_TOKEN',
  'METRICS_TOKEN_FILE',
  'SITE_COOKIE',
  'SCHEMA_CONFIG_FILE',
];

/** @throws ConfigError for a variable that was most likely meant for a setting that protects the gateway. */
export function assertProtectionIsNamed(env: Readonly<Record<string, string | undefined>>): void {
  const name = Object.keys(env).find((each) => PROTECTING.includes(findMeant(each, env)));
  if (name !== undefined) throw new ConfigError(`${describeUnknownSetting(name)} It protects the gateway: correct it.`);
  const mode = Object.keys(env).find((each) => isMeantForMode(each, env));
  if (mode !== undefined)
    throw new ConfigError(`${mode} sets no defaults. Did you mean NODE_ENV? It protects the gateway: correct it.`);
}

/** Whether a variable is most likely a mistyped `NODE_ENV`, whose defaults in production protect the gateway. */
function isMeantForMode(name: string, env: Readonly<Record<string, string | undefined>>): boolean {
  const isMistyped = env.NODE_ENV === undefined && closest(name, ['NODE_ENV'], TOLERANCE) !== null;
  return isMistyped && looksLikeProduction(env[name]);
}

/** Finds variables that were most likely meant for the gateway and that it does not know, as lines for a person. */
export function findUnknownSettings(env: Readonly<Record<string, string | undefined>>): string[] {
  return Object.keys(env).flatMap((name) => {
    const isOwn = name.startsWith(OWN_PREFIX) && !SETTING_NAMES.includes(name) && !OF_A_CLUSTER.test(name);
    return isOwn || findMeant(name, env) !== null ? [describeUnknownSetting(name)] : [];
  });
}

/** @returns the setting that a variable is most likely a mistyped name of; null if there is none. */
function findMeant(name: string, env: Readonly<Record<string, string | undefined>>): string | null {
  if (SETTING_NAMES.includes(name) || OF_A_CLUSTER.test(name) || name.length <= SHORTEST) return null;
  const meant = closest(name, SETTING_NAMES, TOLERANCE);
  return meant !== null && env[meant] === undefined ? meant : null;
}

/** Of shorter names, too many are like one another: `HOME`, `HOST`. */
const SHORTEST = 5;

/** Says of a name that it is not a setting, and which one may have been meant. */
export function describeUnknownSetting(name: string): string {
  return `${name} is not a setting of the gateway.${didYouMean(closest(name, SETTING_NAMES))}`;
}
