import { expect, test } from 'vitest';
import { type GraphqlAnswer, startTestGateway } from '../support/start-gateway.ts';

const ROUNDS = 250;
const UPDATE = `mutation ($note: String, $ifModified: LocalDateTime) {
  updateShopTag(name: "Gold", input: { description: $note }, ifModified: $ifModified) {
    shopTag { modified description }
  }
}`;

test('of two writers who have read the same, exactly one wins, and the other gets a conflict both times', {
  timeout: 120_000,
}, async () => {
  await using gateway = await startTestGateway({ version: 15 });
  const read = await gateway.query('{ shopTag(name: "Gold") { modified } }', { as: 'carol' });
  let ifModified: string = read.data.shopTag.modified;
  for (let round = 0; round < ROUNDS; round += 1) {
    const notes = [`a ${round}`, `b ${round}`];
    const answers = await Promise.all(
      notes.map((note) => gateway.query(UPDATE, { as: 'carol', variables: { note, ifModified } })),
    );
    const winners = answers.filter(({ errors }) => errors === undefined);
    const losers = answers.filter(({ errors }) => errors !== undefined);
    expect([winners.length, losers.length]).toEqual([1, 1]);
    const { modified, description } = (winners[0] as GraphqlAnswer).data.updateShopTag.shopTag;
    expect(description).toBe(notes[answers.indexOf(winners[0] as GraphqlAnswer)]);
    expect(losers[0]?.errors?.[0]?.extensions).toMatchObject({
      code: 'CONFLICT',
      expected: ifModified,
      actual: modified,
    });
    ifModified = modified;
  }
});

test('a row that is changed while it is read and merged is a conflict, and nothing is lost', async () => {
  await using gateway = await startTestGateway({ version: 15 });
  const name = 'SO-2026-00010';
  const first = await gateway.query(`{ shopOrder(name: "${name}") { items { name } } }`, { as: 'carol' });
  const row = first.data.shopOrder.items[0].name;
  let isChanged = false;
  gateway.site.fault = (request) => {
    if (request.method !== 'PUT' || isChanged) return undefined;
    isChanged = true;
    gateway.site.database.update('Shop Order', name, { delivery_note: 'by a colleague' });
    return undefined;
  };
  const patch = `patch: { items: { update: [{ name: "${row}", qty: 99 }] } }`;
  const answer = await gateway.query(`mutation { updateShopOrder(name: "${name}", ${patch}) { shopOrder { name } } }`, {
    as: 'carol',
  });
  expect(answer.errors?.[0]?.extensions.code).toBe('CONFLICT');
  const after = await gateway.query(`{ shopOrder(name: "${name}") { delivery_note items { name qty } } }`, {
    as: 'carol',
  });
  expect(after.data.shopOrder.delivery_note).toBe('by a colleague');
  expect(after.data.shopOrder.items.map(({ qty }: { qty: number }) => qty)).not.toContain(99);
});
