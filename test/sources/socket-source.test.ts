import { describe, expect, test } from 'vitest';
import { type DemoSite, type FrappeMajor, startDemoSite } from '../../demo/demo-site.ts';
import { eventsAfter, followingGateway, onSite } from '../support/event-gateway.ts';
import { until } from '../support/until.ts';

const FOLLOWED = ['Shop Tag', 'Shop Settings'];
const TAGS = '/api/resource/Shop%20Tag';
/** So seldom that no reading of its own comes in between. */
const SELDOM = { EVENT_POLL_SECONDS: '3600', EVENT_OVERLAP_SECONDS: '60' };

// Together, as each waits for seconds until its rooms are joined.
describe.concurrent.for<FrappeMajor>([15, 16, 17])('the socket of a site of v%i', (version) => {
  test('is a source of every change, of Singles too, without any webhook', async () => {
    await using site = await startDemoSite({ version });
    const gateway = await (await followingGateway(site, FOLLOWED, { ...SELDOM, FRAPPE_SOCKET_URL: site.url })).start();
    await untilJoined(site);
    const position = await gateway.site.events.head();
    const told = async () => (await eventsAfter(gateway, position)).map(({ name, kind }) => `${kind} ${name}`);
    await onSite(site, 'POST', TAGS, { __newname: 'one', name: 'one' });
    await until(async () => (await told()).length === 1);
    await onSite(site, 'PUT', `${TAGS}/one`, { description: 'a' });
    await until(async () => (await told()).length === 2);
    await onSite(site, 'DELETE', `${TAGS}/one`);
    await onSite(site, 'PUT', '/api/resource/Shop%20Settings/Shop%20Settings', { default_discount: 3 });
    await until(async () => (await told()).length === 4);
    expect((await told()).sort()).toEqual(['DELETE one', 'INSERT one', 'UPDATE Shop Settings', 'UPDATE one']);
    await gateway.close();
  });
});

describe('a socket that the gateway is not allowed to use', () => {
  test('is logged, and polling goes on (v14 takes sessions only)', async () => {
    await using site = await startDemoSite({ version: 14 });
    const env = { EVENT_POLL_SECONDS: '1', FRAPPE_SOCKET_URL: site.url };
    const gateway = await (await followingGateway(site, FOLLOWED, env)).start();
    await until(() => gateway.site.events.mark('changes:Shop Tag'));
    const position = await gateway.site.events.head();
    await onSite(site, 'POST', TAGS, { __newname: 'one', name: 'one' });
    await until(async () => (await eventsAfter(gateway, position)).length === 1);
    await gateway.close();
  });
});

/** The first reading after the connection, and the one once the rooms are joined. */
function untilJoined(site: DemoSite): Promise<void> {
  return until(() => site.requests.filter(({ path }) => path.includes('Deleted%20Document')).length >= 3);
}
