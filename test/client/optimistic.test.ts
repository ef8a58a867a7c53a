import { QueryClient as ReactCache } from '@tanstack/react-query';
import { QueryClient as VueCache } from '@tanstack/vue-query';
import { parse } from 'graphql';
import { afterEach, describe, expect, test } from 'vitest';
import {
  createClient,
  type DocForm,
  GATEWAY_KEY,
  openDocForm,
  showChanges,
  type TypedDocument,
  toQueryKey,
} from '../../client/src/index.ts';
import { until } from '../support/until.ts';
import { useGateway } from '../support/use-gateway.ts';

interface Order {
  id: string;
  name: string;
  modified: string;
  delivery_note: string | null;
  customer: { name: string; customer_name: string | null };
  items: { name: string; item: { name: string; item_name: string }; qty: number; amount: string | null }[];
}

const FIELDS = `id name modified delivery_note customer { name customer_name }
  items { name item { name item_name } qty amount }`;
const READ = typed<{ shopOrder: Order | null }, { name: string }>(
  `query ($name: ID!) { shopOrder(name: $name) { ${FIELDS} } }`,
);
const SAVE = typed<
  { updateShopOrder: { shopOrder: Order } },
  { name: string; input: never; ifModified: string | null }
>(`mutation ($name: ID!, $input: ShopOrderInput!, $ifModified: LocalDateTime) {
  updateShopOrder(name: $name, input: $input, ifModified: $ifModified) { shopOrder { ${FIELDS} } }
}`);
const LIST = typed<{ shopOrders: { nodes: Order[] } }, object>(
  '{ shopOrders(first: 3, filter: { docstatus: { eq: DRAFT } }) { nodes { id name customer { name customer_name } } } }',
);

const gateway = useGateway();
afterEach(() => {
  gateway.site.fault = undefined;
});

describe.each([
  ['react', () => new ReactCache(), 'CUST-00002', 4],
  ['vue', () => new VueCache() as unknown as ReactCache, 'CUST-00003', 5],
] as const)('a save in the cache of frappe-graphql-%s', (framework, createCache, customer, qty) => {
  test('is shown in documents and lists at once, and taken back if it fails', async () => {
    const { cache, form, order, list, fetchList } = await open(createCache());
    const before = { order: order(), list: list() };
    form.set('customer', { name: customer });
    form.setRow('items', 0, { qty });

    const refusal = holdSaves();
    const refused = form.save();
    await until(() => order()?.items[0]?.qty === qty);
    const [row] = before.order?.items ?? [];
    expect(order()).toEqual({
      ...before.order,
      customer: { name: customer, customer_name: null },
      items: [{ ...row, qty }, ...(before.order?.items.slice(1) ?? [])],
    });
    const [first, ...others] = list();
    expect(first).toEqual({ ...before.list[0], customer: { name: customer, customer_name: null } });
    expect(others).toEqual(before.list.slice(1));
    // An answer that is read meanwhile is from before the save.
    await fetchList();
    expect(list()[0]?.customer.name).toBe(customer);
    refusal.end({ exc_type: 'ValidationError', _server_messages: '["{\\"message\\": \\"Customer is wrong\\"}"]' });
    expect(await refused).toBeNull();
    expect([order(), list()]).toEqual([before.order, before.list]);
    // A page gives the form what it shows; that must not count as what is stored.
    form.rebase(order() as Order);
    expect(form.get()).toMatchObject({ isDirty: true, errors: { fields: { customer: 'Customer is wrong' } } });
    expect(form.get().values).toMatchObject({ customer: { name: customer }, items: [{ qty }, {}] });

    const success = holdSaves();
    const saved = form.save();
    await until(() => list()[0]?.customer.name === customer);
    success.end(null);
    expect(await saved).toEqual(order());
    expect(order()?.customer.customer_name).not.toBeNull();
    cache.clear();
  });

  test('is taken back for the version of somebody else, and shows the conflict', async () => {
    const { cache, form, order } = await open(createCache());
    form.set('delivery_note', 'Mine');
    const { name } = form.get().base as Order;
    const note = `Theirs in ${framework}`;
    const theirs = { name, input: { delivery_note: note } };
    const query =
      'mutation ($name: ID!, $input: ShopOrderInput!) { updateShopOrder(name: $name, input: $input) { shopOrder { name } } }';
    await gateway.query(query, { as: 'carol', variables: theirs });
    expect(await form.save()).toBeNull();
    expect(order()?.delivery_note).toBe(note);
    expect(form.get().conflicts).toMatchObject([{ path: 'delivery_note', mine: 'Mine', theirs: note }]);
    cache.clear();
  });
});

async function open(cache: ReactCache) {
  const client = createClient({
    url: `${gateway.gateway.url}/graphql`,
    authorization: () => gateway.site.authorization('carol'),
  });
  const fetchAnswer = <Data, Variables>(document: TypedDocument<Data, Variables>, variables: Variables) =>
    cache.fetchQuery({
      queryKey: toQueryKey(document, variables),
      queryFn: () => client.query(document, variables),
      staleTime: 0,
    });
  const list = () =>
    cache.getQueryData<{ data: { shopOrders: { nodes: Order[] } } }>(toQueryKey(LIST, {}))?.data.shopOrders.nodes ?? [];
  await fetchAnswer(LIST, {});
  const name = String(list()[0]?.name);
  const key = toQueryKey(READ, { name });
  const order = () => cache.getQueryData<{ data: { shopOrder: Order | null } }>(key)?.data.shopOrder;
  const form: DocForm<Order> = openDocForm(
    client,
    { read: READ, save: SAVE },
    {
      fetch: (docname) => fetchAnswer(READ, { name: docname }),
      keep: (docname, answer) => void cache.setQueryData(toQueryKey(READ, { name: docname }), answer),
      show: (id, changes) => showChanges(cache, id, changes),
      refresh: () => void cache.invalidateQueries({ queryKey: [GATEWAY_KEY] }),
    },
    name,
  ) as DocForm<Order>;
  await fetchAnswer(READ, { name });
  form.rebase(order() as Order);
  return { cache, form, order, list, fetchList: () => fetchAnswer(LIST, {}) };
}

/** Holds saves back. `end` lets them go, with a refusal if there is one. */
function holdSaves(): { end: (refusal: object | null) => void } {
  const { promise, resolve } = Promise.withResolvers<object | null>();
  gateway.site.fault = async ({ method }) => {
    const refusal = method === 'PUT' ? await promise : null;
    return refusal === null ? undefined : { status: 417, body: JSON.stringify(refusal) };
  };
  return { end: resolve };
}

function typed<Data, Variables>(text: string): TypedDocument<Data, Variables> {
  return parse(text) as TypedDocument<Data, Variables>;
}
