import { createHmac } from 'node:crypto';

/** Sends webhooks of one DocType to a gateway, as its site would. */
export interface Announcer {
  announce(name: string): Promise<void>;
  /** Announces one change after another until somebody who has just subscribed hears one. */
  untilHeard(heard: Promise<unknown>, nextName: () => string): Promise<void>;
}

/** @param gateway is asked for its address each time: it may move. */
export function startAnnouncer(gateway: { readonly url: string }, doctype: string, secret: string): Announcer {
  let clock = 0;
  const announce = async (name: string): Promise<void> => {
    clock += 1;
    const body = JSON.stringify({ name, modified: `2026-11-22 00:00:00.${String(clock).padStart(6, '0')}` });
    const signature = createHmac('sha256', secret).update(body).digest('base64');
    const url = `${gateway.url}/webhooks/frappe/events/on_change/${encodeURIComponent(doctype)}`;
    const { status } = await fetch(url, { method: 'POST', body, headers: { 'x-frappe-webhook-signature': signature } });
    if (status !== 200) throw new Error(`The gateway refused a webhook with status ${status}.`);
  };
  return {
    announce,
    untilHeard: async (heard, nextName) => {
      const timer = setInterval(() => void announce(nextName()).catch(() => undefined), 200);
      await heard.finally(() => clearInterval(timer));
    },
  };
}
