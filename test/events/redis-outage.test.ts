import { describe, expect, test } from 'vitest';
import { startDemoSite } from '../../demo/demo-site.ts';
import { eventsAfter, followingGateway, onSite, twoReadings } from '../support/event-gateway.ts';
import { startRedis, WITHOUT_REDIS } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

const TAGS = '/api/resource/Shop%20Tag';

describe.skipIf(WITHOUT_REDIS)(`while Redis is away${WITHOUT_REDIS ? ` (skipped: ${WITHOUT_REDIS})` : ''}`, () => {
  test('the gateway says so, answers queries, refuses deliveries, and then reports missed events once', async () => {
    await using redis = await startRedis();
    await using site = await startDemoSite({ worker: { retryDelays: [50, 50] } });
    const gateway = await (await followingGateway(site, ['Shop Tag'], { REDIS_URL: redis.url })).start();
    for (const docevent of ['after_insert', 'on_change', 'on_trash']) await addWebhook(gateway.url, docevent);
    await until(() => gateway.site.events.mark('changes:Shop Tag'));
    const position = await gateway.site.events.head();
    await addTag('before');
    await site.worker.idle();

    await redis.crash();
    const ready = async (search = '') => {
      const response = await fetch(`${gateway.url}/ready${search}`);
      const { status, events } = (await response.json()) as Record<string, string>;
      return [response.status, status, events];
    };
    const areEventsKept = async () => (await ready())[2] === 'ready';
    await until(async () => !(await areEventsKept()) && gateway.site.isValid());
    expect(await ready()).toEqual([200, 'ready', 'unavailable']);
    expect(await ready('?events=1')).toEqual([503, 'failed', 'unavailable']);
    const query = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: site.authorization('carol') },
      body: JSON.stringify({ query: '{ shopTags(first: 100) { nodes { name } } }' }),
    });
    expect(await query.json()).not.toHaveProperty('errors');
    for (const name of ['missed', 'gone']) await addTag(name);
    await onSite(site, 'PUT', `${TAGS}/missed`, { description: 'a' });
    await onSite(site, 'DELETE', `${TAGS}/gone`);
    await site.worker.idle();

    await redis.restart();
    await until(areEventsKept);
    expect(await ready('?events=1')).toEqual([200, 'ready', 'ready']);
    const told = async () => (await eventsAfter(gateway, position)).map(({ name, kind }) => `${kind} ${name}`);
    await until(async () => (await told()).length >= 3);
    await addTag('after');
    await site.worker.idle();
    await twoReadings(site);
    expect((await told()).sort()).toEqual(['DELETE gone', 'INSERT after', 'INSERT before', 'INSERT missed']);
    await gateway.close();

    function addTag(name: string) {
      return onSite(site, 'POST', TAGS, { __newname: name, name });
    }
    function addWebhook(url: string, docevent: string) {
      return onSite(site, 'POST', '/api/resource/Webhook', {
        ...{ __newname: docevent, webhook_doctype: 'Shop Tag', webhook_docevent: docevent },
        ...{ request_url: `${url}/webhooks/frappe/events/${docevent}`, request_structure: 'JSON' },
        webhook_json: `{"doctype": "Shop Tag", "name": "{{ doc.name }}", "modified": "{{ doc.modified }}", "event": "${docevent}"}`,
        ...{ enable_security: 1, webhook_secret: 'topsecret' },
      });
    }
  });
});
