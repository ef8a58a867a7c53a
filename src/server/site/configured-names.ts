import type { Config } from '../../config.ts';
import { ConfigError } from '../../errors.ts';
import {
  fetchFreshModel,
  type LoadedModel,
  type LoadModelOptions,
  loadSiteModel,
} from '../../metadata/site-catalog.ts';
import type { SiteModel } from '../../metadata/site-model.ts';
import type { SchemaConfig } from '../../schema/model/schema-config.ts';
import { checkNames, type NameCheck, type UnmatchedName } from '../../schema/model/unmatched-names.ts';

const REMEDY = 'Correct it, or give it as {"name": …, "optional": true} if it may appear later.';

/** The files that the names of a configuration are in. */
export type NameFiles = Pick<Config, 'schemaConfigFile' | 'methodsFile'>;

/** The names in the configuration of one site, held against its model whenever that changes. */
export interface ConfiguredNames {
  /** Takes over what was known at an earlier start. */
  remember(knownNames: readonly string[]): void;
  /** Looks the names up in a model. Those that match are known from then on. */
  check(model: SiteModel): NameFindings;
  /** Notes which names match the model that is served from now on, and logs once which have vanished. */
  adopt(model: SiteModel): void;
  /** The names that match or have matched something, to be kept with the model. */
  known(): readonly string[];
}

/** Names without an effect, as lines for a person. */
export interface NameFindings {
  /** Names that never had one: typing errors, most likely, so that what they should protect is open. */
  readonly unknown: readonly string[];
  /** Names that matched before and whose DocType or docfield is gone. */
  readonly vanished: readonly string[];
  /** Names that are allowed to match nothing, and do so. */
  readonly awaited: readonly string[];
}

/**
 * Follows the names of one configuration.
 *
 * @param onVanished called with a line for a person, once for each name that no longer matches.
 */
export function createConfiguredNames(
  schemaConfig: SchemaConfig,
  files: NameFiles,
  onVanished: (line: string) => void,
): ConfiguredNames {
  const namesIn = ({ doctypes }: SiteModel) => checkNames(schemaConfig, doctypes);
  let known: ReadonlySet<string> = new Set();
  let reported: ReadonlySet<string> = new Set();
  return {
    remember: (knownNames) => {
      known = new Set([...known, ...knownNames]);
    },
    check: (model) => {
      const names = namesIn(model);
      known = new Set([...known, ...names.matched]);
      return toFindings(names, known, files);
    },
    adopt: (model) => {
      const names = namesIn(model);
      const vanished = names.unmatched.filter((name) => hasVanished(name, known));
      for (const name of vanished) {
        if (!reported.has(name.key))
          onVanished(`${toLine(name, files)} It matched before, and counts again if it returns.`);
      }
      reported = new Set(vanished.map(({ key }) => key));
      known = new Set([...names.matched, ...reported]);
    },
    known: () => [...known],
  };
}

/** Sorts the names without an effect. @param known the keys of names that have matched before. */
export function toFindings({ unmatched }: NameCheck, known: ReadonlySet<string>, files: NameFiles): NameFindings {
  const linesOf = (names: readonly UnmatchedName[]) => names.map((name) => toLine(name, files));
  return {
    unknown: unmatched
      .filter((name) => !hasVanished(name, known) && !isAwaited(name))
      .map((name) => `${toLine(name, files)} ${name.isUseless ? 'Remove it.' : REMEDY}`),
    vanished: linesOf(unmatched.filter((name) => hasVanished(name, known))),
    awaited: linesOf(unmatched.filter(isAwaited)),
  };
}

function isAwaited({ isOptional, isUseless }: UnmatchedName): boolean {
  return isOptional && !isUseless;
}

function hasVanished({ key, isOptional, isUseless }: UnmatchedName, known: ReadonlySet<string>): boolean {
  return !isOptional && !isUseless && known.has(key);
}

function toLine({ file, message }: UnmatchedName, { schemaConfigFile, methodsFile }: NameFiles): string {
  const path = file === 'methods' ? methodsFile?.path : schemaConfigFile?.path;
  return `${path ?? 'The configuration'}: ${message}`;
}

/** @throws ConfigError for the first name that never matched anything. */
export function assertNamesMatch({ unknown }: NameFindings): void {
  const [first, ...others] = unknown;
  if (first === undefined) return;
  const more = others.length === 0 ? '' : ` There are ${others.length} more; frappe-graphql doctor lists them.`;
  throw new ConfigError(`${first}${more}`);
}

/**
 * Loads the model to start with. A name that the snapshot does not have may be new on the site, which is then asked
 * before the start is refused.
 *
 * @throws ConfigError if there is no model, or a name in the configuration has never matched anything.
 */
export async function loadMatchingModel(options: LoadModelOptions, names: ConfiguredNames): Promise<LoadedModel> {
  const loaded = await loadSiteModel(options);
  names.remember(loaded.knownNames);
  const findings = names.check(loaded.model);
  if (findings.unknown.length === 0) return loaded;
  const fresh = loaded.isFromSnapshot ? await fetchFreshModel(options).catch(() => null) : null;
  assertNamesMatch(fresh === null ? findings : names.check(fresh.model));
  return fresh ?? loaded;
}
