import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DemoSite, startDemoSite } from '../../demo/demo-site.ts';
import type { DocEventKind } from '../../src/events/doc-event.ts';
import type { Gateway } from '../../src/gateway.ts';
import { eventsAfter, followingGateway, onSite, sendWebhook, twoReadings } from '../support/event-gateway.ts';
import { until } from '../support/until.ts';

const TAGS = '/api/resource/Shop%20Tag';
const DOCEVENTS: Record<string, string> = { INSERT: 'after_insert', UPDATE: 'on_change', DELETE: 'on_trash' };
const RUNS = 6;

interface Change {
  kind: 'INSERT' | 'UPDATE' | 'DELETE';
  name: string;
  modified: string;
}

/** What is done to the site, and what becomes of the delivery of each change. */
const plan = fc.record({
  steps: fc.array(
    fc.record({ tag: fc.nat(5), isDeletion: fc.integer({ min: 0, max: 4 }).map((n) => n === 0), copies: fc.nat(2) }),
    { minLength: 10, maxLength: 30 },
  ),
  order: fc.infiniteStream(fc.nat()),
});

test('whatever deliveries are lost, doubled or mixed up, each document ends as it is, and nothing is reported twice', {
  timeout: 120_000,
}, async () => {
  await using site = await startDemoSite();
  const gateway = await (await followingGateway(site, ['Shop Tag'])).start();
  await until(() => gateway.site.events.mark('deletions'));
  let run = 0;
  await fc.assert(
    fc.asyncProperty(plan, async ({ steps, order }) => {
      run += 1;
      const position = await gateway.site.events.head();
      const changes: Change[] = [];
      const living = new Map<string, string>();
      for (const { tag, isDeletion } of steps)
        changes.push(await change(site, living, `run-${run}-${tag}`, isDeletion));
      const deliveries = steps.flatMap(({ copies }, index) => Array.from({ length: copies }, () => changes[index]));
      const mixed = deliveries.map((delivery) => ({ delivery, at: order.next().value ?? 0 }));
      for (const { delivery } of mixed.sort((a, b) => a.at - b.at)) if (delivery) await deliver(gateway, delivery);
      await twoReadings(site);
      check(await eventsAfter(gateway, position), changes, living);
    }),
    { numRuns: RUNS, seed: 11, endOnFailure: true },
  );
  await gateway.close();
});

/** Creates, changes or deletes a tag, as it comes. */
async function change(site: DemoSite, living: Map<string, string>, name: string, isDeletion: boolean): Promise<Change> {
  const before = living.get(name);
  if (before !== undefined && isDeletion) {
    await onSite(site, 'DELETE', `${TAGS}/${name}`);
    living.delete(name);
    return { kind: 'DELETE', name, modified: before };
  }
  const doc =
    before === undefined
      ? await onSite(site, 'POST', TAGS, { __newname: name, name })
      : await onSite(site, 'PUT', `${TAGS}/${name}`, { description: String(Math.random()) });
  living.set(name, String(doc.modified));
  return { kind: before === undefined ? 'INSERT' : 'UPDATE', name, modified: String(doc.modified) };
}

function deliver(gateway: Gateway, { kind, name, modified }: Change): Promise<void> {
  return sendWebhook(gateway, DOCEVENTS[kind] ?? '', { doctype: 'Shop Tag', name, modified });
}

function check(
  told: { name: string; kind: DocEventKind; modified: string | null }[],
  changes: readonly Change[],
  living: ReadonlyMap<string, string>,
): void {
  const keys = told.map(({ name, kind, modified }) => `${kind} ${name} ${modified}`);
  expect(new Set(keys).size).toBe(keys.length);
  for (const name of new Set(changes.map((one) => one.name))) {
    const own = told.filter((event) => event.name === name);
    const times = own.map(({ modified }) => modified ?? '');
    expect(times).toEqual(times.toSorted());
    const last = own.at(-1);
    if (living.has(name)) expect([last?.kind === 'DELETE', last?.modified]).toEqual([false, living.get(name)]);
    else expect([name, last?.kind]).toEqual([name, 'DELETE']);
  }
}
