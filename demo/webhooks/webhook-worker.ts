import { createHmac } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Row, tableOf } from '../database/demo-database.ts';
import type { Site } from '../site-context.ts';
import { passwordOf } from '../writes/passwords.ts';
import type { DocumentAction, DocumentChange } from './document-change.ts';
import { toWebhookBody } from './webhook-body.ts';

/** How a site's background workers are. */
export interface WorkerOptions {
  /** How many jobs run at a time: with more than one there is no order. */
  workers: number;
  /** Milliseconds after each try that failed. */
  retryDelays: readonly number[];
}

/** Frappe makes three tries. The wait after the last one is of v14 to 16-dev. */
export const FRAPPE_WORKER: WorkerOptions = { workers: 1, retryDelays: [1_000, 4_000, 7_000] };

/** The background workers of a site, with the queue of what they have to do. */
export interface WebhookWorker {
  /** Queues the webhooks of a change, once it is committed. */
  enqueue(change: DocumentChange): void;
  /** An outage: jobs wait in the queue. */
  pause(): void;
  resume(): void;
  /** Resolves when nothing is queued or under way. */
  idle(): Promise<void>;
  stop(): void;
}

interface Job {
  webhook: string;
  docevent: string;
  doc: Row;
  action: DocumentAction | null;
}

/** Starts the workers of a site. */
export function startWebhookWorker(site: Site, options: WorkerOptions): WebhookWorker {
  const jobs: Job[] = [];
  const running = new Set<Promise<void>>();
  const abort = new AbortController();
  let isPaused = false;

  const work = () => {
    while (!isPaused && !abort.signal.aborted && running.size < options.workers && jobs.length > 0) {
      const run = runJob(site, jobs.shift() as Job, options.retryDelays, abort.signal).catch(() => {});
      const ended = run.then(() => {
        running.delete(ended);
        work();
      });
      running.add(ended);
    }
  };
  return {
    enqueue: (change) => {
      jobs.push(...jobsOf(site, change));
      work();
    },
    pause: () => {
      isPaused = true;
    },
    resume: () => {
      isPaused = false;
      work();
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running);
    },
    stop: () => abort.abort(),
  };
}

/**
 * One job for each webhook of each event. Conditions are Python and are not evaluated: such a webhook is silent. Several
 * workers keep no order: on v16 `on_change` was seen to run before the event that it follows.
 */
function jobsOf(site: Site, { doctype, doc, docevents, action }: DocumentChange): Job[] {
  const sql = `SELECT name, webhook_docevent FROM ${tableOf('Webhook')}
    WHERE enabled = 1 AND webhook_doctype = ? AND ifnull("condition", '') = '' ORDER BY modified DESC`;
  const webhooks = site.database.all(sql, [doctype]);
  const jobs = docevents.flatMap((docevent) =>
    webhooks
      .filter((webhook) => webhook.webhook_docevent === docevent)
      .map((webhook) => ({ webhook: String(webhook.name), docevent, doc: { ...doc, doctype }, action })),
  );
  if (site.dialect.major !== 16) return jobs;
  return jobs.toSorted((a, b) => Number(b.docevent === 'on_change') - Number(a.docevent === 'on_change'));
}

/** Reads the webhook as it is by then, and tries three times. A read timeout is tried again at once, as Frappe does. */
async function runJob(site: Site, job: Job, retryDelays: readonly number[], signal: AbortSignal): Promise<void> {
  const { database, dialect } = site;
  const webhook = database.get(`SELECT * FROM ${tableOf('Webhook')} WHERE name = ?`, [job.webhook]);
  if (webhook === undefined) return;
  const data = database.all(`SELECT * FROM ${tableOf('Webhook Data')} WHERE parent = ? ORDER BY idx`, [job.webhook]);
  const body = toWebhookBody(dialect, webhook, data, job);
  const waits = dialect.major >= 17 ? retryDelays.slice(0, 2) : retryDelays;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const outcome = await send(site, webhook, body, signal);
    if (outcome === 'delivered' || signal.aborted) return;
    const wait = waits[attempt];
    if (outcome === 'failed' && wait !== undefined) await delay(wait, undefined, { signal });
  }
}

async function send(
  site: Site,
  webhook: Row,
  body: string,
  stop: AbortSignal,
): Promise<'delivered' | 'failed' | 'timeout'> {
  const timeout = AbortSignal.timeout(1000 * (Number(webhook.timeout) || 5));
  try {
    const response = await fetch(String(webhook.request_url), {
      method: String(webhook.request_method || 'POST'),
      // Bytes have no content type of their own, as with Frappe.
      body: Buffer.from(body),
      headers: { 'user-agent': 'python-requests/2.32.5', ...signatureOf(site, webhook, body) },
      signal: AbortSignal.any([timeout, stop]),
    });
    await response.arrayBuffer();
    return response.ok ? 'delivered' : 'failed';
  } catch {
    return timeout.aborted ? 'timeout' : 'failed';
  }
}

function signatureOf(site: Site, webhook: Row, body: string): Record<string, string> {
  if (!webhook.enable_security) return {};
  const secret = passwordOf(site, 'Webhook', String(webhook.name), 'webhook_secret');
  return { 'x-frappe-webhook-signature': createHmac('sha256', secret).update(body).digest('base64') };
}
