import { toCommaList } from '../comma-list.ts';
import { readConfig } from '../config.ts';
import { closest, didYouMean } from '../did-you-mean.ts';
import { ConfigError, UsageError } from '../errors.ts';
import { readSecretFiles, toFileSetting } from '../secret-files.ts';
import { type Command, type CommandValues, JSON_OPTION } from './command.ts';
import { checkRights } from './doctor/check-rights.ts';
import { checkSite } from './doctor/check-site.ts';
import { describeFinding, groupFindings } from './doctor/finding.ts';
import { ask, type Question } from './init/ask.ts';
import { assertNothingReplaced, type InitAnswers, toSettings, writeFiles } from './init/written-files.ts';
import { type CommandSite, withSite } from './site/command-site.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const QUESTIONS = {
  url: { option: 'url', text: 'Address of the site, such as https://erp.example.com:' },
  key: {
    option: 'key',
    text: `The gateway needs a service account that reads the site's metadata. On the site:
  1. /app/user → Add User → Edit Full Form: a name such as gateway@example.com, without a welcome e-mail
  2. Roles & Permissions: tick System Manager, or a role with the rights of docs/service-account.md
  3. Settings → API Access → Generate Keys, and copy the secret that is shown once
API key:`,
  },
  secret: { option: 'secret', text: 'API secret (not shown): ', isSecret: true },
} satisfies Record<string, Question>;

const GIVE_RIGHTS = 'give the service account its rights as described above, then run frappe-graphql doctor';

/** Asks for the site and its service account, tries them, and writes the settings. */
export const INIT: Command = {
  name: 'init',
  summary: 'ask for the site and its service account, try both, and write .env and gateway.config.json',
  guide: '#setting-up',
  options: {
    url: { type: 'string', value: 'URL', summary: 'the address of the site' },
    key: { type: 'string', value: 'KEY', summary: 'the API key of the service account' },
    secret: { type: 'string', value: 'SECRET', summary: 'its API secret; better in the variable FRAPPE_API_SECRET' },
    site: { type: 'string', value: 'NAME', summary: 'the name of the site, if its address does not say it' },
    follow: { type: 'string', value: 'DOCTYPES', summary: 'DocTypes to follow for subscriptions, separated by commas' },
    force: { type: 'boolean', summary: 'replace existing files' },
    ...JSON_OPTION,
  },
  finding: 'a site that cannot be used, or rights that the service account lacks',
  run: async (env, values) => {
    if (!values.force) assertNothingReplaced();
    const answers = await askAll(env, values);
    const config = readConfig({ ...toSettings(answers), SCHEMA_CONFIG_FILE: 'none', METHODS_FILE: 'none' });
    const findings = await withSite(config, async (site) => {
      assertDocTypes(site, answers.followed);
      return groupFindings([...(await checkSite(site)), ...(await checkRights(site, answers.followed, () => true))]);
    });
    const files = await writeFiles(answers);
    const failed = findings.filter(({ level }) => level === 'FAIL').length;
    const next = failed === 0 ? 'frappe-graphql start' : GIVE_RIGHTS;
    if (values.json) console.log(JSON.stringify({ findings, files, next }, null, 2));
    else {
      for (const line of findings.flatMap(describeFinding)) console.log(line);
      console.log(`\nWrote ${files.join(' and ')}.`);
      console.log(`next: ${next}`);
    }
    if (failed > 0) throw new ConfigError(`${failed} ${failed === 1 ? 'check' : 'checks'} failed.`);
  },
};

async function askAll(env: Environment, values: CommandValues): Promise<InitAnswers> {
  const read = readSecretFiles(env);
  const given = (name: string, variable: string) => {
    const value = values[name] ?? read[variable];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  };
  // A secret that is kept in a file stays there.
  const fileOf = (name: string, variable: string) =>
    values[name] === undefined ? env[toFileSetting(variable)]?.trim() || undefined : undefined;
  return {
    url: given('url', 'FRAPPE_URL') ?? (await ask(QUESTIONS.url)),
    key: given('key', 'FRAPPE_API_KEY') ?? (await ask(QUESTIONS.key)),
    keyFile: fileOf('key', 'FRAPPE_API_KEY'),
    secret: given('secret', 'FRAPPE_API_SECRET') ?? (await ask(QUESTIONS.secret)),
    secretFile: fileOf('secret', 'FRAPPE_API_SECRET'),
    site: given('site', 'FRAPPE_SITE'),
    followed: toCommaList(String(values.follow ?? '')),
  };
}

/** @throws UsageError for a name that the site does not have, before anything is written. */
function assertDocTypes({ model }: CommandSite, names: readonly string[]): void {
  const unknown = names.find((name) => !model.doctypes.has(name));
  if (unknown === undefined) return;
  const suggestion = didYouMean(closest(unknown, model.doctypes.keys()));
  throw new UsageError(`init: --follow: "${unknown}" is not a DocType of the site.${suggestion}`);
}
