import { ConfigError } from '../../errors.ts';
import type { DocTypeMeta } from '../../metadata/doctype-meta.ts';
import { readWebhooks } from '../../sources/sync-webhooks.ts';
import { planWebhooks, type WebhookStep, type WebhookTarget, wantedWebhooks } from '../../sources/webhook-records.ts';
import type { CommandSite } from './command-site.ts';

/** The changes that give the site the webhooks of its configuration, or none. */
export async function planSiteWebhooks(site: CommandSite, remove: boolean): Promise<WebhookStep[]> {
  const target = targetOf(site);
  const wanted = remove ? [] : wantedWebhooks(followedDocTypes(site), target);
  return planWebhooks(wanted, await readWebhooks(site, target));
}

/** @throws ConfigError that names what is missing. */
export function targetOf({ config, model }: CommandSite): WebhookTarget {
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
