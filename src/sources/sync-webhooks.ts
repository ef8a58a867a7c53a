import { toCreateRequest, toDeleteRequest, toUpdateRequest } from '../frappe/document-request.ts';
import { readRows } from '../frappe/envelope.ts';
import { toListRequest } from '../frappe/list-request.ts';
import type { EventSite } from './event-site.ts';
import { isOfGateway, type KeptWebhook, type WebhookStep, type WebhookTarget } from './webhook-records.ts';

const DOCTYPE = 'Webhook';
const COLUMNS = [
  ...['name', 'webhook_doctype', 'webhook_docevent', 'enabled', 'request_url', 'request_method', 'request_structure'],
  ...['webhook_json', 'condition', 'enable_security', 'timeout'],
];
const NEWER_COLUMNS = ['background_jobs_queue', 'is_dynamic_url'];

/** The webhooks of the site that lead to this gateway. The service account needs to be a System Manager. */
export async function readWebhooks(site: EventSite, { url, hasQueue }: WebhookTarget): Promise<KeptWebhook[]> {
  const fields = hasQueue ? [...COLUMNS, ...NEWER_COLUMNS] : COLUMNS;
  const request = toListRequest({ doctype: DOCTYPE, fields, orderBy: 'creation asc', limit: 0 });
  const rows = readRows(await site.client.send(request, site.account));
  return rows.map((row) => row as KeptWebhook).filter((webhook) => isOfGateway(webhook, url));
}

/** Takes a step. A webhook that goes is switched off first: up to v15 the site remembers those that are switched on. */
export async function takeWebhookStep(site: EventSite, step: WebhookStep, secret: string): Promise<void> {
  const { client, account } = site;
  if (step.act === 'remove') {
    await client.send(toUpdateRequest(DOCTYPE, step.name, { enabled: 0 }, []), account);
    await client.send(toDeleteRequest(DOCTYPE, step.name), account);
    return;
  }
  const values = { ...step.record, webhook_secret: secret };
  if (step.act === 'repair') await client.send(toUpdateRequest(DOCTYPE, step.name, values, []), account);
  else await client.send(toCreateRequest(DOCTYPE, { ...values, __newname: toName(step) }, []), account);
}

/** Two gateways on one site must not take each other's names, so the name has the gateway's host in it. */
function toName({
  record,
}: {
  record: { webhook_doctype: string; webhook_docevent: string; request_url: string };
}): string {
  const { host } = new URL(record.request_url);
  return `${record.webhook_doctype} ${record.webhook_docevent} to ${host}`.slice(0, 140);
}

/** One line that says what a step does. */
export function describeStep(step: WebhookStep): string {
  if (step.act === 'remove') return `remove ${step.name}: it ${step.why}`;
  const { webhook_doctype: doctype, webhook_docevent: docevent } = step.record;
  if (step.act === 'create') return `create ${docevent} of ${doctype}`;
  return `repair ${docevent} of ${doctype}: ${step.columns.join(', ')}`;
}
