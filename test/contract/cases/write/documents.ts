import { expect } from 'vitest';
import type { ContractCase } from '../../contract-case.ts';
import { createOrder, done, nameFor, refused, remove } from './write-case.ts';

const CREATE_ORDER = 'mutation ($input: ShopOrderInput) { createShopOrder(input: $input) { shopOrder { name } } }';
const CREATE_CUSTOMER =
  'mutation ($input: ShopCustomerInput) { createShopCustomer(input: $input) { shopCustomer { name } messages { text } } }';
const UPDATE_ORDER = `mutation ($name: ID!, $input: ShopOrderInput, $patch: ShopOrderPatch, $ifModified: LocalDateTime) {
  updateShopOrder(name: $name, input: $input, patch: $patch, ifModified: $ifModified) {
    shopOrder { modified delivery_date grand_total items { name idx qty rate item { name } } }
    messages { text }
  }
}`;

/** What the recorded exchanges `doc.create*`, `doc.update*` and `doc.delete*` are about. */
export const DOCUMENT_WRITE_CASES: readonly ContractCase[] = [
  {
    name: 'a new order has its defaults, its rows, and what is fetched from its links',
    run: async (site) => {
      const { name } = await createOrder(site);
      const query = `{ shopOrder(name: "${name}") { status docstatus items { idx item_name } } }`;
      const { shopOrder } = await done(site, query);
      await remove(site, 'deleteShopOrder', [name]);
      expect(shopOrder).toMatchObject({ status: 'Draft', docstatus: 'DRAFT' });
      expect(shopOrder.items).toEqual([
        { idx: 1, item_name: 'Item 1' },
        { idx: 2, item_name: 'Item 2' },
      ]);
    },
  },
  {
    name: 'a new order has the totals that its controller calculates',
    needsApp: 'shopfloor',
    run: async (site) => {
      const { name } = await createOrder(site);
      const { shopOrder } = await done(site, `{ shopOrder(name: "${name}") { grand_total items { amount } } }`);
      await remove(site, 'deleteShopOrder', [name]);
      expect(shopOrder).toEqual({ grand_total: '25.5', items: [{ amount: '20.0' }, { amount: '5.5' }] });
    },
  },
  {
    name: 'what the site refuses keeps its message and names the field',
    run: async (site) => {
      const own = await nameFor(site, 'ShopOrder');
      const customer = await nameFor(site, 'ShopCustomer');
      const items = [{ item: 'ITEM-0001' }];
      const rows = [{ item: 'ITEM-0001' }, { item: 'NOPE' }];
      const found = [
        await refused(site, CREATE_ORDER, { input: { ...own, customer: 'CUST-00001' } }),
        await refused(site, CREATE_ORDER, { input: { ...own, customer: 'NOPE', items } }),
        await refused(site, CREATE_ORDER, { input: { ...own, customer: 'CUST-00001', items: rows } }),
        await refused(site, CREATE_CUSTOMER, { input: { ...customer, customer_name: 'X', region: 'NOPE' } }),
        await refused(site, CREATE_CUSTOMER, {
          input: { ...customer, customer_name: 'X', email: 'c1@customers.test' },
        }),
      ];
      expect(found.map(({ code, field }) => [code, field])).toEqual([
        ['INVALID', 'input.items'],
        ['INVALID', 'input.customer'],
        ['INVALID', 'input.items.1.item'],
        ['INVALID', 'input.region'],
        ['CONFLICT', 'input.email'],
      ]);
    },
  },
  {
    name: 'what a controller refuses names the field',
    needsApp: 'shopfloor',
    run: async (site) => {
      const input = { ...(await nameFor(site, 'ShopCustomer')), customer_name: 'X', credit_limit: '-3' };
      const { code, field } = await refused(site, CREATE_CUSTOMER, { input });
      expect([code, field]).toEqual(['INVALID', 'input.credit_limit']);
    },
  },
  {
    name: 'a row that gives its name keeps what it leaves out, and one that is left out is gone',
    run: async (site) => {
      const { name, items } = await createOrder(site);
      const rows = [{ name: items[1]?.name, qty: 7 }, { item: 'ITEM-0003' }];
      const { updateShopOrder } = await done(site, UPDATE_ORDER, { name, input: { items: rows } });
      expect(updateShopOrder.messages).toEqual([]);
      expect(updateShopOrder.shopOrder.items).toMatchObject([
        { name: items[1]?.name, idx: 1, qty: 7, rate: '5.5', item: { name: 'ITEM-0002' } },
        { idx: 2, qty: 1, rate: '0.0', item: { name: 'ITEM-0003' } },
      ]);
      const patch = { items: { add: [{ item: 'ITEM-0004', qty: 3 }], update: [{ name: items[1]?.name, rate: '2' }] } };
      const patched = await done(site, UPDATE_ORDER, { name, patch });
      expect(
        patched.updateShopOrder.shopOrder.items.map(({ qty, rate }: { qty: number; rate: string }) => [qty, rate]),
      ).toEqual([
        [7, '2.0'],
        [1, '0.0'],
        [3, '0.0'],
      ]);
      const gone = await refused(site, UPDATE_ORDER, { name, patch: { items: { remove: [items[0]?.name] } } });
      expect([gone.code, gone.field]).toEqual(['BAD_USER_INPUT', 'patch.items.remove.0']);
      await remove(site, 'deleteShopOrder', [name]);
    },
  },
  {
    name: 'a stale update is a conflict with both times, and changes nothing',
    run: async (site) => {
      const { name, modified } = await createOrder(site);
      const { updateShopOrder } = await done(site, UPDATE_ORDER, { name, input: { delivery_date: '2026-05-01' } });
      const stale = await refused(site, UPDATE_ORDER, {
        ...{ name, ifModified: modified, input: { delivery_date: '2026-06-01' } },
      });
      expect(stale).toMatchObject({ code: 'CONFLICT', expected: modified, actual: updateShopOrder.shopOrder.modified });
      const { shopOrder } = await done(site, `{ shopOrder(name: "${name}") { delivery_date } }`);
      expect(shopOrder.delivery_date).toBe('2026-05-01');
      await remove(site, 'deleteShopOrder', [name]);
    },
  },
  {
    name: 'a value above the permlevel of the caller is refused, and none is shown in the answer',
    run: async (site) => {
      const update = (input: string) =>
        `mutation { updateShopCustomer(name: "CUST-00015", input: ${input}) { shopCustomer { short_note tax_id } } }`;
      const { shopCustomer } = await done(site, '{ shopCustomer(name: "CUST-00015") { short_note } }');
      const hack = await refused(site, update('{ tax_id: "HACK" }'), {}, 'alice');
      expect([hack.code, hack.field]).toEqual(['FORBIDDEN', 'input.tax_id']);
      const own = await site.ask(update(`{ short_note: ${JSON.stringify(shopCustomer.short_note)} }`), { as: 'alice' });
      expect(own.data.updateShopCustomer.shopCustomer).toEqual({ ...shopCustomer, tax_id: null });
      expect(own.errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
    },
  },
  {
    name: 'who may not write is told so, and a guest is asked to sign in',
    run: async (site) => {
      const update =
        'mutation { updateShopOrder(name: "SO-2026-00001", input: { internal_note: "x" }) { shopOrder { name } } }';
      expect((await refused(site, update, {}, 'bob')).code).toBe('FORBIDDEN');
      expect((await refused(site, update, {}, 'guest')).code).toBe('UNAUTHENTICATED');
    },
  },
  {
    name: 'a Single is changed, and its password is taken and never shown',
    run: async (site) => {
      const query = (discount: number) =>
        `mutation { updateShopSettings(input: { max_discount: ${discount}, api_secret: "s3cret" }) { shopSettings { max_discount modified } messages { text } } }`;
      const before = (await done(site, '{ shopSettings { max_discount } }')).shopSettings.max_discount;
      const { updateShopSettings } = await done(site, query(26));
      expect(updateShopSettings).toMatchObject({ shopSettings: { max_discount: 26 }, messages: [] });
      await done(site, query(before));
    },
  },
  {
    name: 'what others link to is not deleted, and what is not there is not found',
    run: async (site) => {
      const linked = await refused(site, 'mutation { deleteShopItem(name: "ITEM-0001") { name } }', {}, 'gateway');
      expect([linked.code, linked.excType]).toEqual(['INVALID', 'LinkExistsError']);
      expect((await refused(site, 'mutation { deleteShopTag(name: "no such tag") { name } }')).code).toBe('NOT_FOUND');
    },
  },
];
