import type { Row } from '../database/demo-database.ts';
import { pythonFloat } from '../engine/values.ts';
import { frappeThrow } from '../frappe-error.ts';
import type { SiteApp, SiteContext } from '../site-context.ts';
import { fillReadOnly } from '../writes/fill-read-only.ts';
import { calculateTotals } from './order-totals.ts';
import { SHOP_DOC_METHODS } from './shop-doc-methods.ts';
import { SHOP_MAPPINGS } from './shop-mappings.ts';
import { SHOP_METHODS } from './shop-methods.ts';

/** The recorded app: what its Python does, as far as an API shows it. */
export const SHOP_APP: SiteApp = {
  name: 'shopfloor',
  title: 'Shopfloor',
  description: 'Held-out test app',
  version: '1.0.0',
  virtualFields: {
    'Shop Order': { age_in_days: ageInDays },
    'Shop Customer': { order_count: orderCount },
    'Shop Delivery': { order_customer: customerOfOrder },
    'Shop Delivery Stop': { number_of_stop: (row) => `${row.parent}/${row.idx}` },
  },
  virtualDocs: { 'Shop Metric': metrics },
  queryConditions: {
    // The framework's own: users see their own notifications.
    'Notification Log': (session) => ({ sql: '`tabNotification Log`.for_user = ?', params: [session.user] }),
    'Shop Note': (session) => {
      if (session.roles.has('Shop Manager') || session.roles.has('System Manager')) return undefined;
      return { sql: '`tabShop Note`.is_private = 0 OR `tabShop Note`.owner = ?', params: [session.user] };
    },
  },
  beforeSave: { 'Shop Order': saveOrder, 'Shop Customer': checkCustomer },
  onTrash: { 'Shop Tag': keepProtected },
  methods: { ...SHOP_METHODS, ...SHOP_MAPPINGS },
  notWhitelisted: ['shopfloor.api.not_whitelisted', 'shopfloor.api.background_task'],
  docMethods: SHOP_DOC_METHODS,
};

/** The app of a site that is built from somebody's own DocTypes: of their code nothing is known. */
export const EMPTY_APP: SiteApp = {
  name: 'demo',
  title: 'Demo',
  description: 'DocTypes of a folder',
  version: '0.0.1',
  beforeInsert: fillReadOnly,
  virtualFields: {},
  virtualDocs: {},
  queryConditions: {},
  beforeSave: {},
  onTrash: {},
  methods: {},
  notWhitelisted: [],
  docMethods: {},
};

function ageInDays(doc: Row, context: SiteContext): unknown {
  if (typeof doc.order_date !== 'string') return null;
  return Math.round((Date.parse(context.clock.today) - Date.parse(doc.order_date)) / 86_400_000);
}

function orderCount(doc: Row, context: SiteContext): unknown {
  return context.database.get('SELECT COUNT(*) AS n FROM `tabShop Order` WHERE customer = ?', [doc.name])?.n;
}

function customerOfOrder(doc: Row, context: SiteContext): unknown {
  return context.database.get('SELECT customer FROM `tabShop Order` WHERE name = ?', [doc.order])?.customer ?? null;
}

function metrics(): Row[] {
  return Array.from({ length: 12 }, (_, index) => ({
    title: `Metric ${index + 1}`,
    value: pythonFloat((index + 1) * 1.5),
    unit: index % 2 === 0 ? 'pcs' : 'kg',
    name: `metric-${String(index + 1).padStart(2, '0')}`,
    doctype: 'Shop Metric',
    owner: 'Administrator',
    modified_by: 'Administrator',
    creation: '2026-01-01 00:00:00',
    modified: '2026-01-01 00:00:00',
    docstatus: 0,
    idx: 0,
  }));
}

function checkCustomer(doc: Row): void {
  if (Number(doc.credit_limit ?? 0) >= 0) return;
  throw frappeThrow('ValidationError', 'Credit Limit cannot be negative', 'Bad Credit Limit');
}

function saveOrder(doc: Row, context: SiteContext): void {
  calculateTotals(doc);
  const isSubmitted = Number(doc.docstatus ?? 0) === 1;
  if (isSubmitted && !doc.delivery_date)
    throw frappeThrow('MandatoryError', 'Delivery Date is required before submitting');
  if (isSubmitted) doc.submitted_by_user ??= context.session.user;
  if (doc.status !== 'Closed' || !isSubmitted) {
    doc.status = { 0: 'Draft', 1: 'Open', 2: 'Cancelled' }[Number(doc.docstatus ?? 0)] ?? 'Draft';
  }
}

function keepProtected(doc: Row): void {
  if (doc.name !== 'Protected') return;
  throw frappeThrow('ValidationError', 'Tag Protected cannot be deleted', 'Protected Tag');
}
