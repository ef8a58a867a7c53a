import { describe, expect, test } from 'vitest';
import { dirtyPaths, mergeDocs, resolveConflicts, toInput } from '../../client/src/index.ts';

const BASE = {
  name: 'SO-1',
  modified: '2026-01-01T00:00:00',
  customer: { name: 'CUST-1', customer_name: 'Ada' },
  note: 'old',
  contract: { url: '/files/a.pdf' },
  items: [
    { name: 'r1', item: { name: 'ITEM-1' }, qty: 1 },
    { name: 'r2', item: { name: 'ITEM-2' }, qty: 2 },
    { name: 'r3', item: { name: 'ITEM-3' }, qty: 3 },
  ],
};
type Order = typeof BASE;
const rows = (...change: ((row: Order['items'][number]) => Partial<Order['items'][number]> | null)[]) =>
  BASE.items.flatMap((row, index) => {
    const changes = change[index]?.(row);
    return changes === null ? [] : [{ ...row, ...changes }];
  });

describe('the input of a change', () => {
  test('has what differs alone: links by name, attachments by URL', () => {
    expect(toInput(BASE, BASE)).toEqual({});
    const values = { ...BASE, customer: { name: 'CUST-2', customer_name: 'Bob' }, contract: { url: '/files/b.pdf' } };
    expect(toInput(BASE, { ...values, modified: 'other' })).toEqual({ customer: 'CUST-2', contract: '/files/b.pdf' });
    expect(toInput(BASE, { ...BASE, customer: 'CUST-1' })).toEqual({});
    expect(toInput(BASE, { ...BASE, customer: null, note: undefined })).toEqual({ customer: null, note: null });
  });

  test('has a changed table as a whole, whose stored rows name what differs in them', () => {
    const items = [
      ...rows(
        () => null,
        () => ({ qty: 5 }),
      ),
      { item: 'ITEM-9', qty: 1 },
    ];
    expect(toInput(BASE, { ...BASE, items })).toEqual({
      items: [{ name: 'r2', qty: 5 }, { name: 'r3' }, { item: 'ITEM-9', qty: 1 }],
    });
    expect([...dirtyPaths(BASE, { ...BASE, items })]).toEqual(['items', 'items.0.qty', 'items.2.item', 'items.2.qty']);
  });
});

describe('a merge of three versions', () => {
  test('keeps what each has changed', () => {
    const mine = { ...BASE, note: 'mine', items: rows(() => ({ qty: 9 })) };
    const theirs = {
      ...BASE,
      modified: 'later',
      customer: { name: 'CUST-2', customer_name: 'Bob' },
      items: rows(
        (row) => row,
        () => ({ qty: 8 }),
      ),
    };
    const { merged, conflicts } = mergeDocs(BASE, mine, theirs);
    expect(conflicts).toEqual([]);
    expect(merged).toEqual({
      ...theirs,
      note: 'mine',
      items: rows(
        () => ({ qty: 9 }),
        () => ({ qty: 8 }),
      ),
    });
  });

  test('finds values that both have changed, in cells too, unless they are the same', () => {
    const mine = {
      ...BASE,
      note: 'mine',
      customer: { name: 'CUST-2', customer_name: 'Bob' },
      items: rows(() => ({ qty: 9 })),
    };
    const theirs = {
      ...BASE,
      note: 'theirs',
      customer: { name: 'CUST-2', customer_name: 'B.' },
      items: rows(() => ({ qty: 8 })),
    };
    const { merged, conflicts } = mergeDocs(BASE, mine, theirs);
    expect(conflicts).toEqual([
      { path: 'note', base: 'old', mine: 'mine', theirs: 'theirs' },
      { path: 'items.0.qty', base: 1, mine: 9, theirs: 8 },
    ]);
    expect(merged).toEqual(mine);
    const resolved = resolveConflicts(merged, conflicts, { note: 'theirs', 'items.0.qty': 'mine' });
    expect(resolved).toEqual({ ...mine, note: 'theirs' });
  });

  test('keeps new rows of both, and rows that one of them has removed out', () => {
    const mine = { ...BASE, items: [...rows(() => null), { item: { name: 'ITEM-8' }, qty: 8 }] };
    const theirs = {
      ...BASE,
      items: [
        ...rows(
          (row) => row,
          (row) => row,
          () => null,
        ),
        { name: 'r4', item: { name: 'ITEM-4' }, qty: 4 },
      ],
    };
    const { merged, conflicts } = mergeDocs<object>(BASE, mine, theirs);
    expect(conflicts).toEqual([]);
    expect((merged as Order).items.map(({ item }) => item.name)).toEqual(['ITEM-2', 'ITEM-4', 'ITEM-8']);
  });

  test('asks about rows that one has changed and the other has removed', () => {
    const mine = {
      ...BASE,
      items: rows(
        () => null,
        () => ({ qty: 7 }),
      ),
    };
    const theirs = {
      ...BASE,
      items: rows(
        () => ({ qty: 9 }),
        () => null,
      ),
    };
    const { merged, conflicts } = mergeDocs(BASE, mine, theirs);
    expect(conflicts).toMatchObject([
      { path: 'items.0', mine: null, theirs: { name: 'r1', qty: 9 } },
      { path: 'items.2', mine: { name: 'r2', qty: 7 }, theirs: null },
    ]);
    const items = (side: 'mine' | 'theirs') =>
      resolveConflicts(merged, conflicts, { 'items.0': side, 'items.2': side }).items;
    expect(items('theirs')).toEqual([{ ...BASE.items[0], qty: 9 }, BASE.items[2]]);
    // Stored again, as a new row.
    expect(items('mine')).toEqual([BASE.items[2], { item: { name: 'ITEM-2' }, qty: 7 }]);
  });

  test('keeps the order of rows of the one who has changed it', () => {
    const [first, second, third] = BASE.items as [Order['items'][0], Order['items'][0], Order['items'][0]];
    const reordered = { ...BASE, items: [third, first, second] };
    const changed = { ...BASE, items: rows(() => ({ qty: 9 })) };
    const names = ({ items }: Order) => items.map(({ name }) => name);
    expect(names(mergeDocs(BASE, reordered, changed).merged)).toEqual(['r3', 'r1', 'r2']);
    expect(names(mergeDocs(BASE, changed, reordered).merged)).toEqual(['r3', 'r1', 'r2']);
  });
});
