import { ConfigError, hasCode } from '../../errors.ts';
import { readRows } from '../../frappe/envelope.ts';
import { toListRequest } from '../../frappe/list-request.ts';
import { describeStep } from '../../sources/sync-webhooks.ts';
import type { CommandSite } from '../site/command-site.ts';
import { planSiteWebhooks } from '../site/plan-site-webhooks.ts';
import { checkSocket } from './check-socket.ts';
import { attempt, type Finding, fail, ok, START, warn } from './finding.ts';

const SHORTEST_SECRET = 16;

/** Whether changes of the site reach the gateway. */
export async function checkEvents(site: CommandSite): Promise<Finding[]> {
  const { doctypes } = site.schemaConfig.events;
  if (doctypes.length === 0) {
    return [
      warn('events.doctypes names no DocType: subscriptions report only changes of webhooks that were made by hand', {
        fix: 'for subscriptions, name DocTypes in events.doctypes of gateway.config.json',
      }),
    ];
  }
  const socket = await checkSocket(site);
  return [...socket, ...(await checkAnnouncements(site, socket))];
}

/** Webhooks, or the sources that take their place if there are none. */
async function checkAnnouncements(site: CommandSite, socket: readonly Finding[]): Promise<Finding[]> {
  const { webhookSecrets, webhookUrl, events } = site.config;
  const isSocketDown = socket.some(({ level }) => level === 'FAIL');
  if (webhookSecrets.length === 0) return isSocketDown ? [] : [checkWithoutWebhooks(site)];
  if (webhookUrl === null && events.socketUrl !== null && !isSocketDown) return [checkWithoutWebhooks(site)];
  const webhooks = webhookUrl === null ? [NO_ADDRESS] : await checkWebhooks(site, webhookUrl);
  return [checkSecrets(webhookSecrets), ...webhooks, await checkWorkers(site)];
}

const NO_ADDRESS = fail('WEBHOOK_URL is not set: the site does not know where to send webhooks', {
  fix: 'set WEBHOOK_URL to the address by which the site reaches the gateway',
});

/** The longest time between readings of a gateway that is meant to do without webhooks and socket. */
const FREQUENT_SECONDS = 5;

const SET_SECRET = 'set WEBHOOK_SECRET to a random text, such as that of "openssl rand -hex 32"';

/** Without WEBHOOK_SECRET or WEBHOOK_URL, changes arrive by the socket and by readings, which may be what somebody wants. */
function checkWithoutWebhooks({ config: { events } }: CommandSite): Finding {
  const { socketUrl, pollSeconds } = events;
  if (socketUrl !== null) return ok("no webhooks: the site's socket announces changes");
  if (pollSeconds === 0)
    return fail('WEBHOOK_SECRET and FRAPPE_SOCKET_URL are not set and EVENT_POLL_SECONDS is 0: no change is noticed', {
      fix: SET_SECRET,
    });
  const text = `no webhooks: changes are read every ${pollSeconds} s`;
  return pollSeconds <= FREQUENT_SECONDS ? ok(text) : warn(text, { fix: SET_SECRET });
}

function checkSecrets(webhookSecrets: readonly string[]): Finding {
  const short = webhookSecrets.some((secret) => secret.length < SHORTEST_SECRET);
  const count = webhookSecrets.length === 1 ? 'one webhook secret' : `${webhookSecrets.length} webhook secrets`;
  if (!short) return ok(count);
  return warn(`${count}, but not all of ${SHORTEST_SECRET} characters: they can be guessed`, {
    fix: 'set WEBHOOK_SECRET to a longer one, and run frappe-graphql webhooks sync',
  });
}

async function checkWebhooks(site: CommandSite, address: URL): Promise<Finding[]> {
  return [...(await checkRecords(site)), await checkAddress(address)];
}

async function checkRecords(site: CommandSite): Promise<Finding[]> {
  try {
    const steps = await planSiteWebhooks(site, false);
    if (steps.length === 0) return [ok('the webhooks of the site are as they should be')];
    return steps.map((step) =>
      fail('the webhooks of the site need changes: {}', {
        subject: describeStep(step),
        fix: 'frappe-graphql webhooks sync',
      }),
    );
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    // The check of rights says so.
    if (hasCode(error, 'FORBIDDEN')) return [];
    return [fail(error instanceof ConfigError ? why : `the webhooks cannot be read: ${why}`)];
  }
}

/** From here, not from the site: that it can be reached there is known from the first webhook only. */
function checkAddress(webhookUrl: URL): Promise<Finding> {
  const address = `${webhookUrl.href.replace(/\/$/, '')}/health`;
  return attempt(
    async () => {
      const { status } = await fetch(address, { signal: AbortSignal.timeout(5_000) });
      return status === 200 ? ok(`the gateway answers at ${webhookUrl.href}`) : warn(`${address} answers ${status}`);
    },
    () =>
      warn(`no gateway answers at ${webhookUrl.href}, as seen from here`, {
        fix: `${START}, or correct WEBHOOK_URL`,
      }),
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
      return length > 0
        ? ok(`background workers: ${length}`)
        : fail('no background worker runs: no webhook is sent', {
            fix: 'start the workers of the bench: bench worker',
          });
    },
    () => warn('the site does not report whether its background workers run; they send the webhooks'),
  );
}
