import { ConfigError } from '../errors.ts';
import { readSites } from '../sites.ts';
import type { Command } from './command.ts';
import { checkEvents } from './doctor/check-events.ts';
import { checkLog } from './doctor/check-log.ts';
import { checkConfiguredNames } from './doctor/check-names.ts';
import { checkSite } from './doctor/check-site.ts';
import { type Finding, fail } from './doctor/finding.ts';
import { forEachSite, withSite } from './site/command-site.ts';

/** Reports what is missing for the gateway to work, and for events to reach it. */
export const DOCTOR: Command = {
  name: 'doctor',
  summary: 'check the site, its service account, webhooks, workers and Redis, and report what is missing',
  run: async (env) => {
    let failures = 0;
    for (const line of readSites(env).unknownSettings) console.log(`warn ${line}`);
    await forEachSite(env, async ({ config }) => {
      const ofSite = withSite(config, async (site) => [
        ...(await checkSite(site)),
        ...(await checkConfiguredNames(site).catch(toFindings)),
        ...(await checkEvents(site)),
      ]);
      const findings = [...(await ofSite.catch(toFindings)), ...(await checkLog(config))];
      for (const { level, text } of findings) console.log(`${level.padEnd(5)}${text}`);
      failures += findings.filter(({ level }) => level === 'FAIL').length;
    });
    if (failures > 0)
      throw new ConfigError(failures === 1 ? 'One thing does not work.' : `${failures} things do not work.`);
  },
};

/** Reports as a finding each fault that would keep a gateway from starting. */
function toFindings(error: unknown): Finding[] {
  if (error instanceof ConfigError) return [fail(error.message)];
  throw error;
}
