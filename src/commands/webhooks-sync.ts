import { ConfigError, GatewayError } from '../errors.ts';
import { describeStep, takeWebhookStep } from '../sources/sync-webhooks.ts';
import { type Command, JSON_OPTION } from './command.ts';
import { forEachSite, withSite } from './site/command-site.ts';
import { planSiteWebhooks, targetOf } from './site/plan-site-webhooks.ts';

/** Gives the site the webhooks that notify the gateway of changes. */
export const WEBHOOKS_SYNC: Command = {
  name: 'webhooks sync',
  summary: "create, repair and remove the site's webhooks for the DocTypes that are followed",
  guide: 'events.md',
  options: {
    'dry-run': { type: 'boolean', summary: 'list the changes, and make none' },
    remove: { type: 'boolean', summary: 'remove all webhooks of the gateway' },
    ...JSON_OPTION,
  },
  run: (env, { 'dry-run': isDryRun, remove, json }) =>
    forEachSite(
      env,
      ({ name, config }) =>
        withSite(config, async (site) => {
          const steps = await planSiteWebhooks(site, remove === true);
          for (const step of steps) {
            if (!json) console.log(`${isDryRun ? 'would ' : ''}${describeStep(step)}`);
            if (!isDryRun) await takeWebhookStep(site, step, targetOf(site).secret);
          }
          if (json)
            console.log(JSON.stringify({ site: name, isDryRun: isDryRun === true, steps: steps.map(describeStep) }));
          else if (steps.length === 0) console.log('The webhooks are as they should be.');
        }).catch((error: unknown) => {
          throw error instanceof GatewayError ? new ConfigError(`${error.code}: ${error.message}`) : error;
        }),
      !json,
    ),
};
