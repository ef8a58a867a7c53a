import { createHmac } from 'node:crypto';
import { EVENT_WEBHOOK_PATH, METADATA_WEBHOOK_PATH } from '../events/webhook-paths.ts';

/** A webhook as the site should have it, by its columns. */
export interface WebhookRecord {
  webhook_doctype: string;
  webhook_docevent: string;
  enabled: 0 | 1;
  request_url: string;
  request_method: string;
  request_structure: string;
  webhook_json: string;
  condition: string | null;
  enable_security: 0 | 1;
  timeout: number;
  /** From v15 on. */
  background_jobs_queue?: string;
  is_dynamic_url?: 0 | 1;
}

/** A webhook of the site, with its name. */
export type KeptWebhook = Readonly<Record<keyof WebhookRecord | 'name', unknown>>;

/** The changes that give the site the webhooks that it should have. */
export type WebhookStep =
  | { act: 'create'; record: WebhookRecord }
  | { act: 'repair'; name: string; record: WebhookRecord; columns: readonly (keyof WebhookRecord)[] }
  | { act: 'remove'; name: string; why: string };

/** A DocType to follow. */
export interface FollowedDocType {
  name: string;
  isSubmittable: boolean;
}

/** The settings that the webhooks of one gateway share. */
export interface WebhookTarget {
  /** The address by which the site reaches the gateway, without a trailing slash. */
  url: string;
  secret: string;
  /** Whether a webhook can name its queue (v15 and later). */
  hasQueue: boolean;
}

const METADATA_DOCTYPES = ['DocType', 'Custom Field', 'Property Setter', 'Custom DocPerm'];

/**
 * The webhooks that report each change once. `on_change` follows every change but the insert, on every version;
 * `on_update_after_submit` never fires up to v16-dev, and `on_update` comes along with inserts and submissions.
 */
export function wantedWebhooks(doctypes: readonly FollowedDocType[], target: WebhookTarget): WebhookRecord[] {
  const events = doctypes.flatMap(({ name, isSubmittable }) => {
    const ofState = isSubmittable ? ['on_submit', 'on_cancel'] : [];
    return ['after_insert', 'on_change', ...ofState, 'on_trash'].map((docevent) => toRecord(name, docevent, target));
  });
  const metadata = METADATA_DOCTYPES.flatMap((name) =>
    ['on_update', 'on_trash'].map((docevent) => ({
      ...toRecord(name, docevent, target),
      request_url: target.url + METADATA_WEBHOOK_PATH,
    })),
  );
  return [...events, ...metadata];
}

/**
 * Compares the existing webhooks with the required ones. Webhooks of this gateway that are not required are removed.
 */
export function planWebhooks(wanted: readonly WebhookRecord[], kept: readonly KeptWebhook[]): WebhookStep[] {
  const left = new Map<string, KeptWebhook>();
  const steps: WebhookStep[] = [];
  for (const webhook of kept) {
    const key = keyOf(webhook);
    if (left.has(key)) steps.push({ act: 'remove', name: String(webhook.name), why: 'exists twice' });
    else left.set(key, webhook);
  }
  for (const record of wanted) {
    const webhook = left.get(keyOf(record));
    left.delete(keyOf(record));
    if (webhook === undefined) {
      steps.push({ act: 'create', record });
      continue;
    }
    const columns = wrongColumns(record, webhook);
    if (columns.length > 0) steps.push({ act: 'repair', name: String(webhook.name), record, columns });
  }
  for (const { name } of left.values()) steps.push({ act: 'remove', name: String(name), why: 'is no longer needed' });
  return steps;
}

function toRecord(doctype: string, docevent: string, { url, secret, hasQueue }: WebhookTarget): WebhookRecord {
  return {
    webhook_doctype: doctype,
    webhook_docevent: docevent,
    enabled: 1,
    request_url: `${url}${EVENT_WEBHOOK_PATH}${docevent}/${encodeURIComponent(doctype)}`,
    request_method: 'POST',
    request_structure: 'JSON',
    webhook_json: toTemplate(docevent, secret),
    condition: null,
    enable_security: 1,
    timeout: 5,
    ...(hasQueue ? { background_jobs_queue: 'short', is_dynamic_url: 0 } : {}),
  };
}

/** The action on the document; null if it was only inserted, or written without its controller. */
const ACTION = '{{ ("delete" if doc.flags.in_delete else doc.get("_action")) | tojson }}';

/** The site shows no secret, so the template holds a mark of it: a changed secret is seen by it. */
function toTemplate(docevent: string, secret: string): string {
  const mark = createHmac('sha256', secret).update('frappe-graphql webhook').digest('hex').slice(0, 12);
  const values = {
    doctype: '{{ doc.doctype | tojson }}',
    name: '{{ doc.name | tojson }}',
    modified: '{{ doc.modified | string | tojson }}',
    event: JSON.stringify(docevent),
    action: ACTION,
    secret: JSON.stringify(mark),
  };
  const lines = Object.entries(values).map(([key, value]) => `  "${key}": ${value}`);
  return `{\n${lines.join(',\n')}\n}`;
}

function wrongColumns(record: WebhookRecord, kept: KeptWebhook): (keyof WebhookRecord)[] {
  const columns = Object.keys(record) as (keyof WebhookRecord)[];
  return columns.filter((column) => toText(record[column]) !== toText(kept[column]));
}

/** An unset value and an empty one are the same; the site may trim texts. */
function toText(value: unknown): string {
  return String(value ?? '').trim();
}

function keyOf(webhook: WebhookRecord | KeptWebhook): string {
  return [webhook.request_url, webhook.webhook_doctype, webhook.webhook_docevent].map(String).join('\n');
}

/** Whether a webhook of the site leads to this gateway. */
export function isOfGateway(webhook: KeptWebhook, url: string): boolean {
  const address = String(webhook.request_url);
  return address.startsWith(url + EVENT_WEBHOOK_PATH) || address === url + METADATA_WEBHOOK_PATH;
}
