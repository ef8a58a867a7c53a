import type { Row } from '../database/demo-database.ts';
import { loadPermitted } from '../documents/read-document.ts';
import { frappeRaise } from '../frappe-error.ts';
import { reachOf } from '../permissions/role-rights.ts';
import { required } from '../rpc/client-reads.ts';
import { metaOf, type RpcCall, type RpcMethods } from '../site-context.ts';

const MODULE = 'shopfloor.shopfloor.doctype';

/** The app's functions that map a document to an unsaved one, as `frappe.model.mapper.get_mapped_doc` does. */
export const SHOP_MAPPINGS: RpcMethods = {
  [`${MODULE}.shop_order.shop_order.make_shop_return`]: {
    run: (call) =>
      mapDoc(call, 'Shop Order', 'Shop Return', ({ name, grand_total }) => ({ order: name, amount: grand_total })),
  },
  [`${MODULE}.shop_delivery.shop_delivery.make_shop_return`]: {
    run: (call) => mapDoc(call, 'Shop Delivery', 'Shop Return', ({ order }) => ({ order })),
  },
  [`${MODULE}.shop_order.shop_order.make_shop_order`]: {
    run: (call) => mapDoc(call, 'Shop Order', 'Shop Order', (order) => repeatOrder(call, order)),
  },
  [`${MODULE}.shop_order.shop_order.make_nothing`]: { run: () => null },
};

/** The document is answered with the marks of an unsaved one, and without names. */
function mapDoc(call: RpcCall, source: string, target: string, map: (doc: Row) => Row): Row {
  const { context } = call;
  const method = `make_${target.toLowerCase().replace(' ', '_')}`;
  const doc = loadPermitted(context, metaOf(context, source), required(call, 'source_name', method), 'read');
  if (reachOf(context.session, metaOf(context, target), 'create') === 'none') throw frappeRaise('PermissionError');
  return { ...unsaved(target), owner: context.session.user, ...map(doc) };
}

function repeatOrder({ parameters }: RpcCall, order: Row): Row {
  const { customer, customer_name, region, currency, order_date, margin_amount, grand_total } = order;
  const items = (order.items as Row[]).map(({ item, item_name, qty, rate, amount }, index) => ({
    ...unsaved('Shop Order Item'),
    parent: null,
    parentfield: 'items',
    parenttype: 'Shop Order',
    idx: index + 1,
    ...{ item, item_name, qty, rate, amount, delivered: 0 },
  }));
  const own = { customer, customer_name, region, currency, order_date, margin_amount, grand_total };
  return {
    ...own,
    status: 'Draft',
    delivery_date: parameters.delivery_date ?? null,
    taxes: [],
    items,
    mapped_by: 'hand',
  };
}

function unsaved(doctype: string): Row {
  return { doctype, name: null, docstatus: 0, __islocal: 1, __unsaved: 1 };
}
