/**
 * A schema for the workloads as a careful programmer would write it by hand: resolvers, and DataLoader for the batches.
 */
import DataLoader from 'dataloader';
import { buildSchema, type FieldNode, type GraphQLResolveInfo, type GraphQLSchema, isObjectType, Kind } from 'graphql';
import { toChildRowsCall, toDocumentCall, toListCall, toUpdateCall } from './site-calls.ts';
import { readDoc, readRows } from './site-client.ts';

type Row = Record<string, unknown>;

const SDL = `
  enum Direction { ASC DESC }
  input ShopOrderOrderBy { name: Direction }
  input ShopOrderInput { delivery_date: String }
  type Query {
    shopOrders(first: Int, orderBy: [ShopOrderOrderBy!]): ShopOrderConnection
    shopOrder(name: ID!): ShopOrder
  }
  type Mutation { updateShopOrder(name: ID!, input: ShopOrderInput!): ShopOrderPayload }
  type ShopOrderConnection { nodes: [ShopOrder!] }
  type ShopOrderPayload { shopOrder: ShopOrder }
  type ShopOrder {
    name: ID! customer: ShopCustomer items: [ShopOrderItem!] customer_name: String order_date: String
    delivery_date: String status: String grand_total: Float docstatus: Int total_qty: Float net_total: Float
    creation: String modified: String
  }
  type ShopCustomer { name: ID! customer_name: String }
  type ShopOrderItem { item: ShopItem qty: Float }
  type ShopItem { name: ID! item_name: String }
`;

/** The state of one request: its caller's credential, and loaders that live as long as it does. */
export interface HandWrittenContext {
  token: string;
  customers: DataLoader<string, Row | null>;
  items: DataLoader<string, Row | null>;
  orderItems: DataLoader<string, Row[]>;
}

/** Makes the context of one request. */
export function createContext(token: string): HandWrittenContext {
  const byName = (doctype: string, fields: string[]) =>
    new DataLoader<string, Row | null>(async (names) => {
      const filters = [['name', 'in', names]];
      const rows = await readRows(token, toListCall(doctype, { fields: ['name', ...fields], filters, limit: 0 }));
      const found = new Map(rows.map((row) => [row.name, row]));
      return names.map((name) => found.get(name) ?? null);
    });
  return {
    token,
    customers: byName('Shop Customer', ['customer_name']),
    items: byName('Shop Item', ['item_name']),
    orderItems: new DataLoader<string, Row[]>(async (orders) => {
      const call = toChildRowsCall('Shop Order Item', 'Shop Order', ['parent', 'item', 'qty'], orders);
      const byOrder = new Map<unknown, Row[]>();
      for (const row of await readRows(token, call)) {
        const siblings = byOrder.get(row.parent);
        if (siblings) siblings.push(row);
        else byOrder.set(row.parent, [row]);
      }
      return orders.map((order) => byOrder.get(order) ?? []);
    }),
  };
}

const LIST_COLUMNS = [
  ...['name', 'customer', 'customer_name', 'order_date', 'delivery_date', 'status', 'total_qty', 'net_total'],
  ...['grand_total', 'docstatus', 'creation', 'modified'],
];

type Resolve = (source: Row, args: Row, context: HandWrittenContext, info: GraphQLResolveInfo) => unknown;

const RESOLVERS: Record<string, Record<string, Resolve>> = {
  Query: {
    shopOrders: async (_source, { first }, { token }, info) => {
      const asked = columnsBelow(info.fieldNodes[0]);
      const fields = LIST_COLUMNS.filter((column) => column === 'name' || asked.has(column));
      return { nodes: await readRows(token, toListCall('Shop Order', { fields, limit: Number(first ?? 20) })) };
    },
    shopOrder: (_source, { name }, { token }) => readDoc(token, toDocumentCall('Shop Order', String(name))),
  },
  Mutation: {
    updateShopOrder: async (_source, { name, input }, { token }) => ({
      shopOrder: await readDoc(token, toUpdateCall('Shop Order', String(name), input as Row)),
    }),
  },
  ShopOrder: {
    customer: ({ customer }, _args, { customers }) => customers.load(String(customer)),
    items: ({ name }, _args, { orderItems }) => orderItems.load(String(name)),
  },
  ShopOrderItem: { item: ({ item }, _args, { items }) => items.load(String(item)) },
};

/** `{ shopOrders { nodes { name … } } }` → the names two levels below the field. */
function columnsBelow(field: FieldNode | undefined): ReadonlySet<string> {
  const names = new Set<string>();
  for (const nodes of field?.selectionSet?.selections ?? []) {
    if (nodes.kind !== Kind.FIELD) continue;
    for (const column of nodes.selectionSet?.selections ?? []) {
      if (column.kind === Kind.FIELD) names.add(column.name.value);
    }
  }
  return names;
}

/** @returns the schema with its resolvers. */
export function createHandWrittenSchema(): GraphQLSchema {
  const schema = buildSchema(SDL);
  for (const [typeName, fields] of Object.entries(RESOLVERS)) {
    const type = schema.getType(typeName);
    if (!isObjectType(type)) continue;
    for (const [name, resolve] of Object.entries(fields)) {
      const field = type.getFields()[name];
      if (field) field.resolve = resolve as never;
    }
  }
  return schema;
}
