import { ConfigError, type ErrorCode, GatewayError } from '../errors.ts';
import { fetchDiscovered, fetchScripts } from '../metadata/fetch-methods.ts';
import { type MethodsFile, readMethodsFile } from '../metadata/method-catalog.ts';
import { findStaleCorrections, writeMethods } from '../scan/methods-text.ts';
import type { Command } from './command.ts';
import { DEFAULT_METHODS_FILE } from './methods-scan.ts';
import { writeOutput } from './output/write-output.ts';
import { type CommandSite, forEachSite, withSite } from './site/command-site.ts';

/** Finds the methods that a site reports. */
export const METHODS_DISCOVER: Command = {
  name: 'methods discover',
  summary: 'ask the site for its API scripts and, where it lists them, its methods',
  guide: 'methods.md',
  options: { out: { type: 'string', value: 'FILE', summary: 'the file of methods (that of METHODS_FILE)' } },
  run: (env, { out }) =>
    forEachSite(env, ({ config }) =>
      withSite(config, (site) =>
        discoverMethods(site, typeof out === 'string' ? out : (config.methodsFile?.path ?? DEFAULT_METHODS_FILE)),
      ),
    ),
};

const WITHOUT_SCRIPTS: Partial<Record<ErrorCode, string>> = {
  FORBIDDEN: 'the service account is not allowed to read Server Scripts (role Script Manager)',
  NOT_FOUND: 'the site does not have Server Scripts',
};

async function discoverMethods(site: CommandSite, out: string): Promise<void> {
  const before = await readMethodsFile({ path: out, isRequired: false });
  const found: Partial<MethodsFile> = { ...(await discoverScripts(site)), ...(await discoverListed(site)) };
  await writeOutput(out, writeMethods(before, found));
  for (const name of findStaleCorrections(before, found))
    console.error(`warning: ${out}: the correction for ${name} matches no method.`);
}

async function discoverScripts({ client, account }: CommandSite): Promise<Partial<MethodsFile>> {
  try {
    const scripts = await fetchScripts(client, account);
    console.error(`${Object.keys(scripts).length} Server Scripts of type API.`);
    return { scripts };
  } catch (error) {
    const reason = error instanceof GatewayError && WITHOUT_SCRIPTS[error.code];
    if (!reason) throw error;
    console.error(`warning: ${reason}: the scripts in the file are kept.`);
    return {};
  }
}

async function discoverListed({ client, account, model }: CommandSite): Promise<Partial<MethodsFile>> {
  if (!model.info.capabilities.discovery) {
    console.error('The site does not list its methods: scan the source of its apps (methods scan).');
    return {};
  }
  const doctypes = [...model.doctypes.values()].filter(({ isChild }) => !isChild).map(({ name }) => name);
  try {
    const { methods, docMethods } = await fetchDiscovered(client, account, doctypes);
    console.error(`${Object.keys(methods).length} functions, methods of ${Object.keys(docMethods).length} DocTypes.`);
    return { methods, docMethods };
  } catch (error) {
    throw error instanceof GatewayError ? new ConfigError(`methods discover: ${error.message}`) : error;
  }
}
