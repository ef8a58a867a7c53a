import { ConfigError, GatewayError } from '../errors.ts';
import type { DocTypeMeta } from '../metadata/doctype-meta.ts';
import { describeStep, readWebhooks, takeWebhookStep } from '../sources/sync-webhooks.ts';
import { planWebhooks, type WebhookStep, type WebhookTarget, wantedWebhooks } from '../sources/webhook-records.ts';
import type { Command } from './command.ts';
import { type CommandSite, forEachSite, withSite } from './command-site.ts';

/** Gives the site the webhooks that notify the gateway of changes. */
export const WEBHOOKS_SYNC: Command = {
  name: 'webhooks sync',
  summary: "create, repair and remove the site's webhooks for the DocTypes that are followed",
  options: {
    'dry-run': { type: 'boolean', summary: 'list the changes, and make none' },
    remove: { type: 'boolean', summary: 'remove all webhooks of the gateway' },
  },
  run: (env, { 'dry-run': isDryRun, remove }) =>
    forEachSite(env, ({ config }) =>
      withSite(config, async (site) => {
        const steps = await planSite(site, remove === true);
        for (const step of steps) {
          console.log(`${isDryRun ? 'would ' : ''}${describeStep(step)}`);
          if (!isDryRun) await takeWebhookStep(site, step, targetOf(site).secret);
        }
        if (steps.length === 0) console.log('The webhooks are as they should be.');
      }).catch((error: unknown) => {
        throw error instanceof GatewayError ? new ConfigError(`${error.code}: ${error.message}`) : error;
      }),
    ),
};

/** The changes that give the site the webhooks of its configuration, or none. */
export async function planSite(site: CommandSite, remove: boolean): Promise<WebhookStep[]> {
  const target = targetOf(site);
  const wanted = remove ? [] : wantedWebhooks(followedDocTypes(site), target);
  return planWebhooks(wanted, await readWebhooks(site, target));
}

/** @throws ConfigError that names what is missing. */
function targetOf({ config, model }: CommandSite): WebhookTarget {
  const { webhookUrl, webhookSecrets } = config;
  const [secret] = webhookSecrets;
  if (webhookUrl === null)
    throw new ConfigError('WEBHOOK_URL is not set: the address at which the site finds the gateway.');
  if (secret === undefined) throw new ConfigError('WEBHOOK_SECRET is not set.');
  const docfields = model.doctypes.get('Webhook')?.docfields ?? [];
  const hasQueue = docfields.some(({ fieldname }) => fieldname === 'background_jobs_queue');
  return { url: webhookUrl.href.replace(/\/$/, ''), secret, hasQueue };
}

function followedDocTypes({ schemaConfig, model }: CommandSite): DocTypeMeta[] {
  return schemaConfig.events.doctypes.map((name) => {
    const meta = model.doctypes.get(name);
    if (meta === undefined || meta.isChild || meta.isVirtual) {
      throw new ConfigError(`events.doctypes: ${name} is not a DocType of the site with documents of its own.`);
    }
    return meta;
  });
}
