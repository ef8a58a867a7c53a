import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type DemoSite, startDemoSite } from '../../demo/demo-site.ts';
import { type EventEnv, eventsAfter, followingGateway, onSite, twoReadings } from '../support/event-gateway.ts';
import type { WatchedGateway } from '../support/start-gateway.ts';
import { until } from '../support/until.ts';

const TAGS = '/api/resource/Shop%20Tag';
const MARKS = ['changes:Shop Tag', 'deletions', 'renames'];

let site: DemoSite;
let env: EventEnv;
let gateway: WatchedGateway;
let position = '';

beforeEach(async () => {
  site = await startDemoSite();
  env = await followingGateway(site, ['Shop Tag']);
});
afterEach(async () => {
  await gateway.close();
  await site.close();
});

async function start(): Promise<void> {
  gateway = await env.start();
  await until(async () => {
    const marks = await Promise.all(MARKS.map((key) => gateway.site.events.mark(key)));
    return marks.every((mark) => mark !== null);
  });
  position = await gateway.site.events.head();
}

async function told(): Promise<string[]> {
  return (await eventsAfter(gateway, position)).map(({ kind, name }) => `${kind} ${name}`);
}

async function untilTold(...events: string[]): Promise<void> {
  await until(async () => (await told()).length >= events.length);
  expect((await told()).sort()).toEqual(events.sort());
}

/** A row that no controller wrote, as an import or a patch leaves it. */
function addRow(doctype: string, name: string, time: string, values = {}): void {
  const stamp = { owner: 'Administrator', creation: time, modified: time, modified_by: 'Administrator' };
  site.database.insert(doctype, { name, ...stamp, docstatus: 0, idx: 0, ...values });
}

const addTag = (name: string) => onSite(site, 'POST', TAGS, { __newname: name, name, tag_name: name, title: name });
const changeTag = (name: string) => onSite(site, 'PUT', `${TAGS}/${name}`, { description: String(Math.random()) });
const warnings = () => gateway.log.filter((line) => line.includes('dated in the future'));

describe('a document dated in the future', () => {
  test('is reported once, and hides no change after it', async () => {
    await start();
    addRow('Shop Tag', 'ahead', '2099-01-01 00:00:00.000000');
    await untilTold('INSERT ahead');
    await addTag('later');
    await untilTold('INSERT ahead', 'INSERT later');
    await changeTag('later');
    await changeTag('ahead');
    await untilTold('INSERT ahead', 'INSERT later', 'UPDATE later', 'UPDATE ahead');
    addRow('Shop Tag', 'also ahead', '2098-01-01 00:00:00.000000');
    await untilTold('INSERT ahead', 'INSERT later', 'UPDATE later', 'UPDATE ahead', 'INSERT also ahead');
    await twoReadings(site);
    expect(await told()).toHaveLength(5);
    expect(warnings().map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({
        level: 40,
        doctype: 'Shop Tag',
        name: 'ahead',
        modified: '2099-01-01 00:00:00.000000',
      }),
    ]);
  });

  test('counts as known if it was there at the first reading, after a restart, and when its time has come', async () => {
    addRow('Shop Tag', 'ahead', '2026-11-21 14:00:00.000000');
    await start();
    await addTag('one');
    await untilTold('INSERT one');
    await gateway.close();
    gateway = await env.start();
    await addTag('two');
    await untilTold('INSERT one', 'INSERT two');
    site.clock.shift(2 * 3600 + 30);
    await addTag('three');
    await twoReadings(site);
    await untilTold('INSERT one', 'INSERT two', 'INSERT three');
  });

  test('may be one of thousands, as after a wrong clock', { timeout: 60_000 }, async () => {
    const time = (index: number) => `2030-01-01 00:00:00.${String(index).padStart(6, '0')}`;
    await start();
    const heard: string[] = [];
    gateway.site.events.listen(({ name }) => heard.push(name));
    site.database.transaction(() => {
      for (let index = 0; index < 5_050; index += 1) addRow('Shop Tag', `bulk-${index}`, time(index));
    });
    await until(() => heard.length >= 5_000, 30);
    await addTag('later');
    await until(() => heard.length > 5_000, 30);
    await twoReadings(site);
    expect([heard.length, heard.at(-1)]).toEqual([5_001, 'later']);
    expect(warnings()).toHaveLength(2);
    expect(warnings()[1]).toContain('those after this one are not followed');
  });
});

test('a deletion and a rename dated in the future hide none after them', async () => {
  const time = '2099-01-01 00:00:00.000000';
  for (const name of ['gone', 'going', 'old', 'older']) await addTag(name);
  await start();
  addRow('Deleted Document', 'd1', time, { deleted_doctype: 'Shop Tag', deleted_name: 'gone' });
  const about = { comment_type: 'Edit', reference_doctype: 'Shop Tag', reference_name: 'new' };
  addRow('Comment', 'c1', time, { ...about, content: 'renamed from <strong>old</strong> to <strong>new</strong>' });
  await untilTold('DELETE gone', 'DELETE old', 'INSERT new');
  await onSite(site, 'DELETE', `${TAGS}/going`);
  const names = { doctype: 'Shop Tag', old_name: 'older', new_name: 'newer' };
  await onSite(site, 'POST', '/api/method/frappe.client.rename_doc', names);
  await untilTold('DELETE gone', 'DELETE old', 'INSERT new', 'DELETE going', 'DELETE older', 'INSERT newer');
  await twoReadings(site);
  expect(await told()).toHaveLength(6);
});

describe('a clock that is put back', () => {
  test('loses no change', async () => {
    await start();
    await addTag('before');
    await untilTold('INSERT before');
    site.clock.shift(-3_600);
    await addTag('after');
    await untilTold('INSERT before', 'INSERT after');
    await changeTag('before');
    await untilTold('INSERT before', 'INSERT after', 'UPDATE before');
  });

  test('goes with the time zone of the site', async () => {
    await start();
    site.clock.moveTo('Asia/Karachi', 300);
    await addTag('after');
    await untilTold('INSERT after');
  });

  test('is forgiven by a mark that an earlier version left ahead', async () => {
    await start();
    await gateway.close();
    gateway = await env.start();
    await twoReadings(site);
    const ahead = '2099-01-01 00:00:00.000000|2099-01-01 00:00:00.000000';
    for (const key of MARKS) await gateway.site.events.setMark(key, ahead);
    await twoReadings(site);
    await addTag('after');
    await untilTold('INSERT after');
  });
});
