import { ConfigError, GatewayError } from '../../errors.ts';
import { readRows } from '../../frappe/envelope.ts';
import { toListRequest } from '../../frappe/list-request.ts';
import { describeStep } from '../../sources/sync-webhooks.ts';
import type { CommandSite } from '../site/command-site.ts';
import { planSiteWebhooks } from '../site/plan-site-webhooks.ts';
import { mayRead } from './check-site.ts';
import { attempt, type Finding, fail, ok, warn } from './finding.ts';

const SHORTEST_SECRET = 16;

/** Whether changes of the site reach the gateway. */
export async function checkEvents(site: CommandSite): Promise<Finding[]> {
  const { doctypes } = site.schemaConfig.events;
  if (doctypes.length === 0) {
    return [warn('events.doctypes names no DocType: subscriptions hear of nothing but webhooks made by hand')];
  }
  const followed = doctypes.map((doctype) =>
    mayRead(site, doctype, fail, 'changes that no webhook announces are not found; give it a role that is allowed to'),
  );
  return [
    ...(await Promise.all(followed)),
    await mayRead(site, 'Deleted Document', warn, 'deletions that no webhook announces are not found'),
    ...checkSecrets(site),
    ...(await checkWebhooks(site)),
    await checkAddress(site),
    await checkWorkers(site),
  ];
}

function checkSecrets({ config: { webhookSecrets } }: CommandSite): Finding[] {
  if (webhookSecrets.length === 0) return [fail('WEBHOOK_SECRET is not set: webhooks are answered with 404')];
  const short = webhookSecrets.some((secret) => secret.length < SHORTEST_SECRET);
  const count = webhookSecrets.length === 1 ? 'one webhook secret' : `${webhookSecrets.length} webhook secrets`;
  if (short) return [warn(`${count}, but not all of ${SHORTEST_SECRET} characters: they can be guessed`)];
  return [ok(count)];
}

async function checkWebhooks(site: CommandSite): Promise<Finding[]> {
  // Said already.
  if (site.config.webhookSecrets.length === 0) return [];
  try {
    const steps = await planSiteWebhooks(site, false);
    if (steps.length === 0) return [ok('the webhooks of the site are as they should be')];
    return steps.map((step) => fail(`webhooks sync would ${describeStep(step)}`));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (error instanceof GatewayError && error.code === 'FORBIDDEN')
      return [
        warn(
          `the service account is not allowed to read Webhook (${why}): whether webhooks are as they should be is unknown`,
        ),
      ];
    return [fail(error instanceof ConfigError ? why : `the webhooks cannot be read: ${why}`)];
  }
}

/** From here, not from the site: that it can be reached there is known from the first webhook only. */
function checkAddress({ config: { webhookUrl } }: CommandSite): Promise<Finding> {
  if (webhookUrl === null)
    return Promise.resolve(warn('without WEBHOOK_URL the address by which the site reaches the gateway is unknown'));
  const address = `${webhookUrl.href.replace(/\/$/, '')}/health`;
  return attempt(
    async () => {
      const { status } = await fetch(address, { signal: AbortSignal.timeout(5_000) });
      return status === 200 ? ok(`the gateway answers at ${webhookUrl.href}`) : warn(`${address} answers ${status}`);
    },
    () => warn(`no gateway answers at ${webhookUrl.href}, as seen from here`),
  );
}

/** The workers send the webhooks. */
function checkWorkers(site: CommandSite): Promise<Finding> {
  const request = toListRequest({
    doctype: 'RQ Worker',
    fields: ['name', 'status'],
    orderBy: 'name asc',
    limit: 20,
    asBody: true,
  });
  return attempt(
    async () => {
      const { length } = readRows(await site.client.send(request, site.account));
      return length > 0 ? ok(`background workers: ${length}`) : fail('no background worker runs: no webhook is sent');
    },
    () => warn('the site does not report whether its background workers run; they send the webhooks'),
  );
}
