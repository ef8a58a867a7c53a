import { ConfigError, type ErrorCode, GatewayError } from '../errors.ts';
import { fetchDiscovered, fetchScripts } from '../metadata/fetch-methods.ts';
import { type MethodsFile, readMethodsFile } from '../metadata/method-catalog.ts';
import { findStaleCorrections, writeMethods } from '../scan/methods-text.ts';
import { type Command, JSON_OPTION } from './command.ts';
import { DEFAULT_METHODS_FILE } from './methods-scan.ts';
import { writeOutput } from './output/write-output.ts';
import { type CommandSite, forEachSite, withSite } from './site/command-site.ts';

/** Finds the methods that a site reports. */
export const METHODS_DISCOVER: Command = {
  name: 'methods discover',
  summary: 'ask the site for its API scripts and, where it lists them, its methods',
  guide: 'methods.md',
  options: {
    out: { type: 'string', value: 'FILE', summary: 'the file of methods (that of METHODS_FILE)' },
    ...JSON_OPTION,
  },
  run: (env, { out, json }) =>
    forEachSite(
      env,
      ({ name, config }) =>
        withSite(config, async (site) => {
          const file = typeof out === 'string' ? out : (config.methodsFile?.path ?? DEFAULT_METHODS_FILE);
          const discovered = await discoverMethods(site, file);
          if (json) console.log(JSON.stringify({ site: name, file, ...discovered }, null, 2));
        }),
      !json,
    ),
};

const WITHOUT_SCRIPTS: Partial<Record<ErrorCode, string>> = {
  FORBIDDEN: 'the service account is not allowed to read Server Scripts (role Script Manager)',
  NOT_FOUND: 'the site does not have Server Scripts',
};

/** How many methods a site reports; null for a kind that it does not report, and that is kept in the file. */
interface Discovered {
  readonly scripts: number | null;
  readonly functions: number | null;
  readonly docMethods: number | null;
  readonly warnings: readonly string[];
}

/** Writes what a site reports to the file of methods; remarks and warnings go to stderr. */
async function discoverMethods(site: CommandSite, out: string): Promise<Discovered> {
  const before = await readMethodsFile({ path: out, isRequired: false });
  const warnings: string[] = [];
  const warn = (warning: string) => {
    warnings.push(warning);
    console.error(`warning: ${warning}`);
  };
  const found: Partial<MethodsFile> = { ...(await discoverScripts(site, warn)), ...(await discoverListed(site)) };
  await writeOutput(out, writeMethods(before, found));
  for (const name of findStaleCorrections(before, found)) warn(`${out}: the correction for ${name} matches no method.`);
  const { scripts, methods, docMethods } = found;
  return {
    scripts: scripts ? Object.keys(scripts).length : null,
    functions: methods ? Object.keys(methods).length : null,
    docMethods: docMethods ? Object.values(docMethods).flatMap((own) => Object.keys(own)).length : null,
    warnings,
  };
}

async function discoverScripts(
  { client, account }: CommandSite,
  warn: (warning: string) => void,
): Promise<Partial<MethodsFile>> {
  try {
    const scripts = await fetchScripts(client, account);
    console.error(`${Object.keys(scripts).length} Server Scripts of type API.`);
    return { scripts };
  } catch (error) {
    const reason = error instanceof GatewayError && WITHOUT_SCRIPTS[error.code];
    if (!reason) throw error;
    warn(`${reason}: the scripts in the file are kept.`);
    return {};
  }
}

async function discoverListed({ client, account, model, whileShown }: CommandSite): Promise<Partial<MethodsFile>> {
  if (!model.info.capabilities.discovery) {
    console.error('The site does not list its methods: scan the source of its apps (methods scan).');
    return {};
  }
  const doctypes = [...model.doctypes.values()].filter(({ isChild }) => !isChild).map(({ name }) => name);
  try {
    const { methods, docMethods } = await whileShown('Asking for the methods of DocTypes', () =>
      fetchDiscovered(client, account, doctypes),
    );
    console.error(`${Object.keys(methods).length} functions, methods of ${Object.keys(docMethods).length} DocTypes.`);
    return { methods, docMethods };
  } catch (error) {
    throw error instanceof GatewayError ? new ConfigError(`methods discover: ${error.message}`) : error;
  }
}
