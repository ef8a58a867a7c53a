import type { Config } from '../config.ts';
import { ConfigError } from '../errors.ts';
import { readSites } from '../sites.ts';
import { type Command, JSON_OPTION } from './command.ts';
import { checkEvents } from './doctor/check-events.ts';
import { checkLog } from './doctor/check-log.ts';
import { checkConfiguredNames } from './doctor/check-names.ts';
import { checkRights } from './doctor/check-rights.ts';
import { checkSite } from './doctor/check-site.ts';
import { describeFinding, type Finding, fail, groupFindings, START, warn } from './doctor/finding.ts';
import { type CommandSite, withMethods, withSite } from './site/command-site.ts';

/** Reports what is missing for the gateway to work, and for events to reach it. */
export const DOCTOR: Command = {
  name: 'doctor',
  summary: 'check the site, its service account, socket, webhooks, workers and Redis, and report what is missing',
  guide: 'service-account.md',
  options: JSON_OPTION,
  finding: 'something that does not work',
  run: async (env, { json }) => {
    const { sites, unknownSettings } = readSites(env);
    const settings = unknownSettings.map((line) => warn(line));
    const checked = [];
    for (const { name, config } of sites) {
      const findings = groupFindings([...(checked.length === 0 ? settings : []), ...(await checkAll(config))]);
      checked.push({ name, findings });
      if (json) continue;
      if (sites.length > 1) console.log(`${name}:`);
      for (const line of findings.flatMap(describeFinding)) console.log(line);
    }
    const all = checked.flatMap(({ findings }) => findings);
    const next = nextStep(all);
    console.log(json ? JSON.stringify({ sites: checked, next }, null, 2) : `next: ${next}`);
    const failures = all.filter(({ level }) => level === 'FAIL').length;
    if (failures > 0) throw new ConfigError(`${failures} ${failures === 1 ? 'check' : 'checks'} failed.`);
  },
};

async function checkAll(config: Config): Promise<Finding[]> {
  const ofSite = withSite(config, async (site) => [
    ...(await checkSite(site)),
    ...(await checkUsedRights(site).catch(toFindings)),
    ...(await checkConfiguredNames(site).catch(toFindings)),
    ...(await checkEvents(site)),
  ]);
  return [...(await ofSite.catch(toFindings)), ...(await checkLog(config))];
}

async function checkUsedRights(site: CommandSite): Promise<Finding[]> {
  const whole = { ...site, schemaConfig: await withMethods(site) };
  return checkRights(whole, whole.schemaConfig.events.doctypes, ({ isUsed }) => isUsed(whole));
}

/** Reports as a finding each fault that would keep a gateway from starting. */
function toFindings(error: unknown): Finding[] {
  if (!(error instanceof ConfigError)) throw error;
  const [, fix] = FIXES.find(([start]) => error.message.startsWith(start)) ?? [];
  return [fail(error.message, fix === undefined ? {} : { fix })];
}

/** How to correct the settings that a message begins with. */
const FIXES: readonly (readonly [start: string, fix: string])[] = [
  ['FRAPPE_URL:', 'start the site, or correct FRAPPE_URL; frappe-graphql init --force asks for it again'],
  [
    'FRAPPE_API_KEY, FRAPPE_API_SECRET:',
    'on the site, open /app/user → the service account → Settings → API Access → Generate Keys, and set both',
  ],
];

/** The most important thing to do now. */
function nextStep(findings: readonly Finding[]): string {
  const failed = findings.filter(({ level }) => level === 'FAIL');
  const fixes = [...failed, ...findings].flatMap(({ level, fix }) => (fix === null || level === 'ok' ? [] : [fix]));
  if (failed.length > 0) return `${fixes[0] ?? 'correct the lines with FAIL'}. Then run frappe-graphql doctor again.`;
  const later = fixes.find((fix) => !fix.startsWith(START));
  return later === undefined ? START : `${START}. Later, if you need it: ${later}`;
}
