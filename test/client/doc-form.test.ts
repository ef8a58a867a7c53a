import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient, createDocForm, type DocForm, type TypedDocument } from '../../client/src/index.ts';
import { type DemoUser, startTestGateway, type TestGateway } from '../support/start-gateway.ts';

interface Order {
  name: string;
  modified: string;
  delivery_note: string | null;
  delivery_date: string | null;
  customer: { name: string } | string | null;
  items: { name?: string; item: { name: string } | string; qty: number; rate?: string }[];
}

type User = Exclude<DemoUser, 'guest'>;

const FIELDS = 'name modified delivery_note delivery_date customer { name } items { name item { name } qty rate }';
const READ = typed<{ shopOrder: Order | null }>(`query ($name: ID!) { shopOrder(name: $name) { ${FIELDS} } }`);
const SAVE = typed<{ updateShopOrder: { shopOrder: Order | null } }>(
  `mutation ($name: ID!, $input: ShopOrderInput!, $ifModified: LocalDateTime) {
    updateShopOrder(name: $name, input: $input, ifModified: $ifModified) { shopOrder { ${FIELDS} } }
  }`,
);
const CREATE = typed<{ createShopOrder: { shopOrder: Order | null } }>(
  `mutation ($input: ShopOrderInput!) { createShopOrder(input: $input) { shopOrder { ${FIELDS} } } }`,
);
const ROW = { item: 'ITEM-0001', qty: 1, rate: '10' };

let running: TestGateway;
/** A draft. */
let name: string;

beforeAll(async () => {
  running = await startTestGateway();
  const draft = await access('carol').save({ customer: 'CUST-00001', items: [ROW], delivery_note: 'Old' }, null);
  name = String(draft?.name);
});
afterAll(() => running[Symbol.asyncDispose]());

describe('a form of a document', () => {
  test('writes only what was changed, and is clean afterwards', async () => {
    const form = await openForm('carol');
    expect(form.get()).toMatchObject({ isDirty: false, conflicts: [] });
    form.set('delivery_note', 'At the door');
    form.setRow('items', 0, { qty: 3 });
    expect([...form.get().dirty]).toEqual(['delivery_note', 'items', 'items.0.qty']);
    running.site.requests.length = 0;
    const saved = await form.save();
    expect(saved).toMatchObject({ delivery_note: 'At the door' });
    expect(form.get()).toMatchObject({ isDirty: false, isSaving: false, values: saved });
    await form.save();
    expect(running.site.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1);
  });

  test('adds and removes rows', async () => {
    const form = await openForm('carol');
    const { length } = form.get().values.items ?? [];
    form.addRow('items', { item: 'ITEM-0002', qty: 4, rate: '2.5' });
    await form.save();
    expect(form.get().values.items?.at(-1)).toMatchObject({ item: { name: 'ITEM-0002' }, qty: 4 });
    form.removeRow('items', length);
    await form.save();
    expect(form.get().values.items).toHaveLength(length);
  });

  test('keeps the changes of both where they differ, and asks where they collide', async () => {
    const [mine, theirs] = [await openForm('carol'), await openForm('carol')];
    theirs.set('delivery_date', '2026-12-01');
    await theirs.save();
    mine.set('delivery_note', 'Mine');
    expect(await mine.save()).toMatchObject({ delivery_note: 'Mine', delivery_date: '2026-12-01' });

    theirs.set('delivery_note', 'Theirs');
    expect(await theirs.save()).toBeNull();
    expect(theirs.get().conflicts).toEqual([
      { path: 'delivery_note', base: 'At the door', mine: 'Theirs', theirs: 'Mine' },
    ]);
    expect(await theirs.save()).toBeNull();
    theirs.resolve('mine', 'delivery_note');
    expect(theirs.get()).toMatchObject({ conflicts: [], isDirty: true });
    expect(await theirs.save()).toMatchObject({ delivery_note: 'Theirs' });

    mine.set('delivery_note', 'Mine again');
    await mine.save();
    mine.resolve('theirs');
    expect(mine.get()).toMatchObject({ isDirty: false, values: { delivery_note: 'Theirs' } });
  });

  test('takes over a newer version without losing what was typed', async () => {
    const [mine, theirs] = [await openForm('carol'), await openForm('carol')];
    mine.set('delivery_note', 'Typing …');
    theirs.set('delivery_date', '2026-12-24');
    const saved = (await theirs.save()) as Order;
    const before = mine.get().base as Order;
    mine.rebase(saved);
    expect(mine.get().values).toMatchObject({ delivery_note: 'Typing …', delivery_date: '2026-12-24' });
    mine.rebase(before);
    expect(mine.get().values).toMatchObject({ delivery_date: '2026-12-24' });
    mine.reset();
    expect(mine.get().values).toEqual(saved);
  });

  test('shows a refusal at its field, and keeps the values', async () => {
    const form = await openForm('carol');
    form.set('customer', 'CUST-NONE');
    expect(await form.save()).toBeNull();
    expect(form.get()).toMatchObject({ isSaving: false, values: { customer: 'CUST-NONE' } });
    expect(form.get().errors.fields.customer).toContain('CUST-NONE');
    form.reset();
    form.addRow('items', { item: 'ITEM-0001', qty: 1, rate: '1e40' });
    await form.save();
    const { length } = form.get().values.items ?? [];
    expect(Object.keys(form.get().errors.fields)).toEqual([`items.${length - 1}.rate`]);
    // An error goes along with its row.
    form.removeRow('items', 0);
    expect(Object.keys(form.get().errors.fields)).toEqual([`items.${length - 2}.rate`]);
    form.removeRow('items', length - 2);
    expect(form.get().errors.fields).toEqual({});
  });

  test('moves an error with its row: while it is saved, by another order, and by somebody else', async () => {
    const [form, theirs] = [await openForm('carol'), await openForm('carol')];
    theirs.addRow('items', ROW);
    form.rebase((await theirs.save()) as Order);
    form.addRow('items', { ...ROW, rate: '1e40' });
    const saving = form.save();
    form.removeRow('items', 0);
    await saving;
    const places = () => Object.keys(form.get().errors.fields);
    const rows = () => form.get().values.items ?? [];
    expect(places()).toEqual([`items.${rows().length - 1}.rate`]);
    form.set('items', [...rows()].reverse());
    expect(places()).toEqual(['items.0.rate']);
    form.setRow('items', 0, { qty: 2 });
    form.set('items', [...rows()].reverse());
    expect(places()).toEqual([`items.${rows().length - 1}.rate`]);
    theirs.removeRow('items', 1);
    form.rebase((await theirs.save()) as Order);
    expect(rows().map(({ rate }) => rate)).toContain('1e40');
    expect(places()).toEqual([`items.${rows().findIndex(({ rate }) => rate === '1e40')}.rate`]);
  });

  test('shows the refusal of another write, at its field or above if it has none', async () => {
    const { read, save } = access('carol');
    const hasField = (path: string) => path === 'delivery_note';
    const form = createDocForm<Order>({ doc: await read(), read, save, hasField });
    const other = (input: object) => form.run(() => save(input, form.get().base?.modified ?? null));
    expect(await other({ delivery_note: 'x', customer: 'CUST-NONE' })).toBe(false);
    expect(form.get().errors).toEqual({ fields: {}, form: [expect.stringContaining('CUST-NONE')] });
    expect(await other({ items: [{ item: 'ITEM-0001', rate: '1e40' }] })).toBe(false);
    expect(form.get().errors.form).toEqual([expect.stringMatching(/^items\.0\.rate: /)]);
    expect(await other({ delivery_note: 'Run' })).toBe(true);
    expect(form.get()).toMatchObject({ isSaving: false, errors: { fields: {}, form: [] } });
  });

  test('keeps what is typed while it is saved', async () => {
    const form = await openForm('carol');
    form.set('delivery_note', 'First');
    const saving = form.save();
    form.set('delivery_date', '2026-12-31');
    expect(await saving).toMatchObject({ delivery_note: 'First', delivery_date: '2026-12-24' });
    expect([...form.get().dirty]).toEqual(['delivery_date']);
  });

  test('creates a document from its first values', async () => {
    const form = createDocForm<Order>({
      doc: null,
      initial: { customer: 'CUST-00001', items: [{ item: 'ITEM-0001', qty: 1 }] },
      ...access('carol'),
    });
    expect(form.get().isDirty).toBe(true);
    const created = await form.save();
    expect(created?.name).toMatch(/^SO-/);
    expect(form.get()).toMatchObject({ base: created, isDirty: false });
  });
});

async function openForm(user: User): Promise<DocForm<Order>> {
  const { read, save } = access(user);
  return createDocForm<Order>({ doc: await read(), read, save });
}

function access(user: User) {
  const authorization = () => running.site.authorization(user);
  const client = createClient({ url: `${running.gateway.url}/graphql`, authorization });
  return {
    read: async () => (await client.query(READ, { name })).data.shopOrder,
    save: async (input: object, ifModified: string | null) =>
      ifModified === null
        ? (await client.mutate(CREATE, { input })).data.createShopOrder.shopOrder
        : (await client.mutate(SAVE, { name, input, ifModified })).data.updateShopOrder.shopOrder,
  };
}

function typed<Data>(text: string): TypedDocument<Data, Record<string, unknown>> {
  return parse(text) as TypedDocument<Data, Record<string, unknown>>;
}
