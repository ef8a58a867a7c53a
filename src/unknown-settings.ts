import { closest, didYouMean } from './did-you-mean.ts';
import { SETTING_NAMES } from './settings.ts';

/** The prefix of variables that can only be meant for the gateway. */
const OWN_PREFIX = 'FRAPPE_';

/** Kubernetes sets such variables for a service named `frappe`. */
const OF_A_CLUSTER = /_SERVICE_(?:HOST|PORT(?:_.*)?)$|_PORT(?:_\d+_(?:TCP|UDP)(?:_.*)?)?$/;

/** Others' variables are in the environment too: names must be this close to be taken for mistyped ones. */
const TOLERANCE = 1 / 5;

/** Finds variables that were most likely meant for the gateway and that it does not know, as lines for a person. */
export function findUnknownSettings(env: Readonly<Record<string, string | undefined>>): string[] {
  return Object.keys(env).flatMap((name) => {
    if (SETTING_NAMES.includes(name) || OF_A_CLUSTER.test(name)) return [];
    const isOwn = name.startsWith(OWN_PREFIX);
    const suggestion = closest(name, SETTING_NAMES, isOwn ? undefined : TOLERANCE);
    const isMistyped = suggestion !== null && env[suggestion] === undefined && name.length > SHORTEST;
    return isOwn || isMistyped ? [describeUnknownSetting(name)] : [];
  });
}

/** Of shorter names, too many are like one another: `HOME`, `HOST`. */
const SHORTEST = 5;

/** Says of a name that it is not a setting, and which one may have been meant. */
export function describeUnknownSetting(name: string): string {
  return `${name} is not a setting of the gateway.${didYouMean(closest(name, SETTING_NAMES))}`;
}
