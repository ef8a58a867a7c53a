// Made from examples/react/src/orders.graphql by `npm run codegen`.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** The submission state of a document. Documents of non-submittable DocTypes always count as drafts. */
export type DocStatus =
  | 'CANCELLED'
  | 'DRAFT'
  | 'SUBMITTED';

/** The kind of change of a document. */
export type EventKind =
  /** It was cancelled. */
  | 'CANCEL'
  /** It was deleted. */
  | 'DELETE'
  /** It was created. */
  | 'INSERT'
  /** It was submitted. */
  | 'SUBMIT'
  /** It was changed. */
  | 'UPDATE';

/** Values for a Shop Order. Omitted fields keep their values, or get their defaults; null clears a field. */
export type ShopOrderInput = {
  /** Currency (Link) */
  currency?: string | number | null | undefined;
  /** Priority (Int); null makes it 0 */
  custom_priority?: number | null | undefined;
  /** Customer (Link, mandatory) */
  customer?: string | number | null | undefined;
  /** Delivery Date (Date) */
  delivery_date?: string | null | undefined;
  /** Delivery Note (Small Text) */
  delivery_note?: string | null | undefined;
  /** Discount Percentage (Percent); null makes it 0 */
  discount_percentage?: number | null | undefined;
  /** Internal Note (Small Text) */
  internal_note?: string | null | undefined;
  /** Items (Table, mandatory) */
  items?: Array<ShopOrderItemInput> | null | undefined;
  /** Margin (Currency, permlevel 1); null makes it 0 */
  margin_amount?: string | null | undefined;
  /** Series (Select) */
  naming_series?: string | null | undefined;
  /** Order Date (Date, mandatory) */
  order_date?: string | null | undefined;
  /** Region (Link) */
  region?: string | number | null | undefined;
  /** Source (Dynamic Link) */
  source?: string | number | null | undefined;
  /** Source Type (Link) */
  source_type?: string | number | null | undefined;
  /** Taxes (Table) */
  taxes?: Array<ShopOrderTaxInput> | null | undefined;
};

/** A row of Shop Order Item. A row with a name keeps the values of omitted fields. */
export type ShopOrderItemInput = {
  /** Cost (Currency, permlevel 1); null makes it 0 */
  cost?: string | null | undefined;
  /** Serial No (Data) */
  custom_serial_no?: string | null | undefined;
  /** Delivered (Check); null makes it 0 */
  delivered?: boolean | null | undefined;
  /** Item (Link, mandatory) */
  item?: string | number | null | undefined;
  /** The name of the row to change; leave it out for a new row. */
  name?: string | number | null | undefined;
  /** Qty (Float, mandatory); null makes it 0 */
  qty?: number | null | undefined;
  /** Rate (Currency); null makes it 0 */
  rate?: string | null | undefined;
  /** Warehouse Note (Small Text) */
  warehouse_note?: string | null | undefined;
};

/** One key to sort Shop Order by. */
export type ShopOrderOrderBy =
  {   /** A field of a linked document, by the copy of it. */
  _linked: ShopOrder_LinkedOrderBy; amended_from?: never; creation?: never; currency?: never; custom_priority?: never; customer?: never; customer_name?: never; delivery_date?: never; delivery_note?: never; discount_percentage?: never; docstatus?: never; grand_total?: never; internal_note?: never; margin_amount?: never; modified?: never; modified_by?: never; name?: never; naming_series?: never; net_total?: never; order_date?: never; owner?: never; region?: never; source?: never; source_type?: never; status?: never; submitted_by_user?: never; tax_total?: never; total_qty?: never; }
  |  { _linked?: never;   amended_from: SortDirection; creation?: never; currency?: never; custom_priority?: never; customer?: never; customer_name?: never; delivery_date?: never; delivery_note?: never; discount_percentage?: never; docstatus?: never; grand_total?: never; internal_note?: never; margin_amount?: never; modified?: never; modified_by?: never; name?: never; naming_series?: never; net_total?: never; order_date?: never; owner?: never; region?: never; source?: never; source_type?: never; status?: never; submitted_by_user?: never; tax_total?: never; total_qty?: never; }
  |  { _linked?: never; amended_from?: never;   creation: SortDirection; currency?: never; custom_priority?: never; customer?: never; customer_name?: never; delivery_date?: never; delivery_note?: never; discount_percentage?: never; docstatus?: never; grand_total?: never; internal_note?: never; margin_amount?: never; modified?: never; modified_by?: never; name?: never; naming_series?: never; net_total?: never; order_date?: never; owner?: never; region?: never; source?: never; source_type?: never; status?: never; submitted_by_user?: never; tax_total?: never; total_qty?: never; }
  |  { _linked?: never; amended_from?: never; creation?: never;   currency: SortDirection; custom_priority?: never; customer?: never; customer_name?: never; delivery_date?: never; delivery_note?: never; discount_percentage?: never; docstatus?: never; grand_total?: never; internal_note?: never; margin_amount?: never; modified?: never; modified_by?: never; name?: never; naming_series?: never; net_total?: never; order_date?: never; owner?: never; region?: never; source?: never; source_type?: never; status?: never; submitted_by_user?: never; tax_total?: never; total_qty?: never; }
  |  { _linked?: never; amended_from?: never; creation?: never; currency?: never;   custom_priority: SortDirection; customer?: never; customer_name?: never; delivery_date?: never; delivery_note?: never; discount_percentage?: never; docstatus?: never; grand_total?: never; internal_note?: never; margin_amount?: never; modified?: never; modified_by?: never; name?: never; naming_series?: never; net_total?: never; order_date?: never; owner?: never; region?: never; source?: never; source_type?: never; status?: never; submitted_by_user?: never; tax_total?: never; total_qty?: never; }
  |  { _linked?: never; amended_from?: never; creation?: never; currency?: never; custom_priority?: never;   customer: SortDirection; customer_name?: never; delivery_date?: never; delivery_note?: never; discount_percentage?: never; docstatus?: never; grand_total?: never; internal_note?: never; margin_amount?: never; modified?: never; modified_by?: never; name?: never; naming_series?: never; net_total?: never; order_date?: never; owner?: never; region?: never; source?: never; source_type?: never; status?: never; submitted_by_user?: never; tax_total?: never; total_qty?: never; }
  |  { _linked?: never; amended_from?: never; creation?: never; currency?: never; custom_priority?: never; customer?: never;   customer_name: SortDirection; delivery_date?: never; delivery_note?: never; discount_percentage?: never; docstatus?: never; grand_total?: never; internal_note?: never; margin_amount?: never; modified?: never; modified_by?: never; name?: never; naming_series?: never; net_total?: never; order_date?: never; owner?: never; region?: never; source?: never; source_type?: never; status?: never; submitted_by_user?: never; tax_total?: never; total_qty?: never; }
  |  { _linked?: never; amended_from?: never; creation?: never; currency?: never; custom_priority?: never; customer?: never; customer_name?: never;   delivery_date: SortDirection; delivery_note?: never; discount_percentage?: never; docstatus?: never; grand_total?: never; internal_note?: never; margin_amount?: never; modified?: never; modified_by?: never; name?: never; naming_series?: never; net_total?: never; order_date?: never; owner?: never; region?: never; source?: never; source_type?: never; status?: never; submitted_by_user?: never; tax_total?: never; total_qty?: never; }
  |  { _linked?: never; amended_from?: never; creation?: never; currency?: never; custom_priority?: never; customer?: never; customer_name?: never; delivery_date?: never;   delivery_note: SortDirection; discount_percentage?: never; docstatus?: never; grand_total?: never; internal_note?: never; margin_amount?: never; modified?: never; modified_by?: never; name?: never; naming_series?: never; net_total?: never; order_date?: never; owner?: never; region?: never; source?: never; source_type?: never; status?: never; submitted_by_user?: never; tax_total?: never; total_qty?: never; }
  |  { _linked?: never; amended_from?: never; creation?: never; currency?: never; custom_priority?: never; customer?: never; customer_name?: never; delivery_date?: never; delivery_note?: never;   discount_percentage: SortDirection; docstatus?: never; grand_total?: never; internal_note?: never; margin_amount?: never; modified?: never; modified_by?: never; name?: never; naming_series?: never; net_total?: never; order_date?: never; owner?: never; region?: never; source?: never; source_type?: never; status?: never; submitted_by_user?: never; tax_total?: never; total_qty?: never; }
  |  { _linked?: never; amended_from?: never; creation?: never; currency?: never; custom_priority?: never; customer?: never; customer_name?: never; delivery_date?: never; delivery_note?: never; discount_percentage?: never;   docstatus: SortDirection; grand_total?: never; internal_note?: never; margin_amount?: never; modified?: never; modified_by?: never; name?: never; naming_series?: never; net_total?: never; order_date?: never; owner?: never; region?: never; source?: never; source_type?: never; status?: never; submitted_by_user?: never; tax_total?: never; total_qty?: never; }
  |  { _linked?: never; amended_from?: never; creation?: never; currency?: never; custom_priority?: never; customer?: never; customer_name?: never; delivery_date?: never; delivery_note?: never; discount_percentage?: never; docstatus?: never;   grand_total: SortDirection; internal_note?: never; margin_amount?: never; modified?: never; modified_by?: never; name?: never; naming_series?: never; net_total?: never; order_date?: never; owner?: never; region?: never; source?: never; source_type?: never; status?: never; submitted_by_user?: never; tax_total?: never; total_qty?: never; }
  |  { _linked?: never; amended_from?: never; creation?: never; currency?: never; custom_priority?: never; customer?: never; customer_name?: never; delivery_date?: never; delivery_note?: never; discount_percentage?: never; docstatus?: never; grand_total?: never;   internal_note: SortDirection; margin_amount?: never; modified?: never; modified_by?: never; name?: never; naming_series?: never; net_total?: never; order_date?: never; owner?: never; region?: never; source?: never; source_type?: never; status?: never; submitted_by_user?: never; tax_total?: never; total_qty?: never; }
  |  { _linked?: never; amended_from?: never; creation?: never; currency?: never; custom_priority?: never; customer?: never; customer_name?: never; delivery_date?: never; delivery_note?: never; discount_percentage?: never; docstatus?: never; grand_total?: never; internal_note?: never;   margin_amount: SortDirection; modified?: never; modified_by?: never; name?: never; naming_series?: never; net_total?: never; order_date?: never; owner?: never; region?: never; source?: never; source_type?: never; status?: never; submitted_by_user?: never; tax_total?: never; total_qty?: never; }
  |  { _linked?: never; amended_from?: never; creation?: never; currency?: never; custom_priority?: never; customer?: never; customer_name?: never; delivery_date?: never; delivery_note?: never; discount_percentage?: never; docstatus?: never; grand_total?: never; internal_note?: never; margin_amount?: never;   modified: SortDirection; modified_by?: never; name?: never; naming_series?: never; net_total?: never; order_date?: never; owner?: never; region?: never; source?: never; source_type?: never; status?: never; submitted_by_user?: never; tax_total?: never; total_qty?: never; }
  |  { _linked?: never; amended_from?: never; creation?: never; currency?: never; custom_priority?: never; customer?: never; customer_name?: never; delivery_date?: never; delivery_note?: never; discount_percentage?: never; docstatus?: never; grand_total?: never; internal_note?: never; margin_amount?: never; modified?: never;   modified_by: SortDirection; name?: never; naming_series?: never; net_total?: never; order_date?: never; owner?: never; region?: never; source?: never; source_type?: never; status?: never; submitted_by_user?: never; tax_total?: never; total_qty?: never; }
  |  { _linked?: never; amended_from?: never; creation?: never; currency?: never; custom_priority?: never; customer?: never; customer_name?: never; delivery_date?: never; delivery_note?: never; discount_percentage?: never; docstatus?: never; grand_total?: never; internal_note?: never; margin_amount?: never; modified?: never; modified_by?: never;   name: SortDirection; naming_series?: never; net_total?: never; order_date?: never; owner?: never; region?: never; source?: never; source_type?: never; status?: never; submitted_by_user?: never; tax_total?: never; total_qty?: never; }
  |  { _linked?: never; amended_from?: never; creation?: never; currency?: never; custom_priority?: never; customer?: never; customer_name?: never; delivery_date?: never; delivery_note?: never; discount_percentage?: never; docstatus?: never; grand_total?: never; internal_note?: never; margin_amount?: never; modified?: never; modified_by?: never; name?: never;   naming_series: SortDirection; net_total?: never; order_date?: never; owner?: never; region?: never; source?: never; source_type?: never; status?: never; submitted_by_user?: never; tax_total?: never; total_qty?: never; }
  |  { _linked?: never; amended_from?: never; creation?: never; currency?: never; custom_priority?: never; customer?: never; customer_name?: never; delivery_date?: never; delivery_note?: never; discount_percentage?: never; docstatus?: never; grand_total?: never; internal_note?: never; margin_amount?: never; modified?: never; modified_by?: never; name?: never; naming_series?: never;   net_total: SortDirection; order_date?: never; owner?: never; region?: never; source?: never; source_type?: never; status?: never; submitted_by_user?: never; tax_total?: never; total_qty?: never; }
  |  { _linked?: never; amended_from?: never; creation?: never; currency?: never; custom_priority?: never; customer?: never; customer_name?: never; delivery_date?: never; delivery_note?: never; discount_percentage?: never; docstatus?: never; grand_total?: never; internal_note?: never; margin_amount?: never; modified?: never; modified_by?: never; name?: never; naming_series?: never; net_total?: never;   order_date: SortDirection; owner?: never; region?: never; source?: never; source_type?: never; status?: never; submitted_by_user?: never; tax_total?: never; total_qty?: never; }
  |  { _linked?: never; amended_from?: never; creation?: never; currency?: never; custom_priority?: never; customer?: never; customer_name?: never; delivery_date?: never; delivery_note?: never; discount_percentage?: never; docstatus?: never; grand_total?: never; internal_note?: never; margin_amount?: never; modified?: never; modified_by?: never; name?: never; naming_series?: never; net_total?: never; order_date?: never;   owner: SortDirection; region?: never; source?: never; source_type?: never; status?: never; submitted_by_user?: never; tax_total?: never; total_qty?: never; }
  |  { _linked?: never; amended_from?: never; creation?: never; currency?: never; custom_priority?: never; customer?: never; customer_name?: never; delivery_date?: never; delivery_note?: never; discount_percentage?: never; docstatus?: never; grand_total?: never; internal_note?: never; margin_amount?: never; modified?: never; modified_by?: never; name?: never; naming_series?: never; net_total?: never; order_date?: never; owner?: never;   region: SortDirection; source?: never; source_type?: never; status?: never; submitted_by_user?: never; tax_total?: never; total_qty?: never; }
  |  { _linked?: never; amended_from?: never; creation?: never; currency?: never; custom_priority?: never; customer?: never; customer_name?: never; delivery_date?: never; delivery_note?: never; discount_percentage?: never; docstatus?: never; grand_total?: never; internal_note?: never; margin_amount?: never; modified?: never; modified_by?: never; name?: never; naming_series?: never; net_total?: never; order_date?: never; owner?: never; region?: never;   source: SortDirection; source_type?: never; status?: never; submitted_by_user?: never; tax_total?: never; total_qty?: never; }
  |  { _linked?: never; amended_from?: never; creation?: never; currency?: never; custom_priority?: never; customer?: never; customer_name?: never; delivery_date?: never; delivery_note?: never; discount_percentage?: never; docstatus?: never; grand_total?: never; internal_note?: never; margin_amount?: never; modified?: never; modified_by?: never; name?: never; naming_series?: never; net_total?: never; order_date?: never; owner?: never; region?: never; source?: never;   source_type: SortDirection; status?: never; submitted_by_user?: never; tax_total?: never; total_qty?: never; }
  |  { _linked?: never; amended_from?: never; creation?: never; currency?: never; custom_priority?: never; customer?: never; customer_name?: never; delivery_date?: never; delivery_note?: never; discount_percentage?: never; docstatus?: never; grand_total?: never; internal_note?: never; margin_amount?: never; modified?: never; modified_by?: never; name?: never; naming_series?: never; net_total?: never; order_date?: never; owner?: never; region?: never; source?: never; source_type?: never;   status: SortDirection; submitted_by_user?: never; tax_total?: never; total_qty?: never; }
  |  { _linked?: never; amended_from?: never; creation?: never; currency?: never; custom_priority?: never; customer?: never; customer_name?: never; delivery_date?: never; delivery_note?: never; discount_percentage?: never; docstatus?: never; grand_total?: never; internal_note?: never; margin_amount?: never; modified?: never; modified_by?: never; name?: never; naming_series?: never; net_total?: never; order_date?: never; owner?: never; region?: never; source?: never; source_type?: never; status?: never;   submitted_by_user: SortDirection; tax_total?: never; total_qty?: never; }
  |  { _linked?: never; amended_from?: never; creation?: never; currency?: never; custom_priority?: never; customer?: never; customer_name?: never; delivery_date?: never; delivery_note?: never; discount_percentage?: never; docstatus?: never; grand_total?: never; internal_note?: never; margin_amount?: never; modified?: never; modified_by?: never; name?: never; naming_series?: never; net_total?: never; order_date?: never; owner?: never; region?: never; source?: never; source_type?: never; status?: never; submitted_by_user?: never;   tax_total: SortDirection; total_qty?: never; }
  |  { _linked?: never; amended_from?: never; creation?: never; currency?: never; custom_priority?: never; customer?: never; customer_name?: never; delivery_date?: never; delivery_note?: never; discount_percentage?: never; docstatus?: never; grand_total?: never; internal_note?: never; margin_amount?: never; modified?: never; modified_by?: never; name?: never; naming_series?: never; net_total?: never; order_date?: never; owner?: never; region?: never; source?: never; source_type?: never; status?: never; submitted_by_user?: never; tax_total?: never;   total_qty: SortDirection; };

/** A row of Shop Order Tax. A row with a name keeps the values of omitted fields. */
export type ShopOrderTaxInput = {
  /** The name of the row to change; leave it out for a new row. */
  name?: string | number | null | undefined;
  /** Tax Name (Data, mandatory) */
  tax_name?: string | null | undefined;
  /** Tax Rate (Percent); null makes it 0 */
  tax_rate?: number | null | undefined;
};

/** A link of Shop Order, and a field of its document to sort by. */
export type ShopOrder_LinkedOrderBy =
  {   customer: ShopOrder_Customer_LinkedOrderBy; };

/** The fields of the linked document that Shop Order keeps a copy of (`fetch_from`). Lists cannot be sorted by others. */
export type ShopOrder_Customer_LinkedOrderBy =
  {   customer_name: SortDirection; };

/** Options of Shop Order's Status. */
export type ShopOrder_Status =
  | 'Cancelled'
  | 'Closed'
  | 'Draft'
  | 'Open';

/** Tests of Shop Order's Status; all must hold. */
export type ShopOrder_StatusFilter = {
  /** Equal to; `null` finds values that are not set. */
  eq?: ShopOrder_Status | null | undefined;
  /** One of these. */
  in?: Array<ShopOrder_Status> | null | undefined;
  /** Whether the stored value is one of the options; `false` finds values that no longer are. */
  isOption?: boolean | null | undefined;
  /** Whether a value is set. */
  isSet?: boolean | null | undefined;
  /** Not equal to; also finds values that are not set. `null` finds values that are set. */
  ne?: ShopOrder_Status | null | undefined;
  /** None of these; also finds values that are not set. */
  notIn?: Array<ShopOrder_Status> | null | undefined;
  /** One of these stored values, whether they are options or not. */
  storedIn?: Array<string> | null | undefined;
};

/** Ascending or descending. */
export type SortDirection =
  | 'ASC'
  | 'DESC';

export type OrdersQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filter?: ShopOrder_StatusFilter | null | undefined;
  orderBy?: Array<ShopOrderOrderBy> | ShopOrderOrderBy | null | undefined;
}>;


export type OrdersQuery = { shopOrders: { totalCount: number | null, nodes: Array<{ id: string, name: string, order_date: string | null, status: ShopOrder_Status | null, grand_total: string | null, customer: { name: string, customer_name: string | null } | null }> | null, pageInfo: { endCursor: string | null, hasNextPage: boolean } } | null };

export type OrderFieldsFragment = { id: string, name: string, modified: string | null, docstatus: DocStatus | null, delivery_date: string | null, delivery_note: string | null, grand_total: string | null, customer: { name: string, customer_name: string | null } | null, items: Array<{ name: string, qty: number | null, rate: string | null, item: { name: string, item_name: string | null } | null }> | null };

export type OrderQueryVariables = Exact<{
  name: string | number;
}>;


export type OrderQuery = { shopOrder: { id: string, name: string, modified: string | null, docstatus: DocStatus | null, delivery_date: string | null, delivery_note: string | null, grand_total: string | null, customer: { name: string, customer_name: string | null } | null, items: Array<{ name: string, qty: number | null, rate: string | null, item: { name: string, item_name: string | null } | null }> | null } | null };

export type SaveOrderMutationVariables = Exact<{
  name: string | number;
  input: ShopOrderInput;
  ifModified?: string | null | undefined;
}>;


export type SaveOrderMutation = { updateShopOrder: { shopOrder: { id: string, name: string, modified: string | null, docstatus: DocStatus | null, delivery_date: string | null, delivery_note: string | null, grand_total: string | null, customer: { name: string, customer_name: string | null } | null, items: Array<{ name: string, qty: number | null, rate: string | null, item: { name: string, item_name: string | null } | null }> | null } | null } | null };

export type CreateOrderMutationVariables = Exact<{
  input: ShopOrderInput;
}>;


export type CreateOrderMutation = { createShopOrder: { shopOrder: { id: string, name: string, modified: string | null, docstatus: DocStatus | null, delivery_date: string | null, delivery_note: string | null, grand_total: string | null, customer: { name: string, customer_name: string | null } | null, items: Array<{ name: string, qty: number | null, rate: string | null, item: { name: string, item_name: string | null } | null }> | null } | null } | null };

export type SubmitOrderMutationVariables = Exact<{
  name: string | number;
  ifModified?: string | null | undefined;
}>;


export type SubmitOrderMutation = { submitShopOrder: { shopOrder: { id: string, name: string, modified: string | null, docstatus: DocStatus | null, delivery_date: string | null, delivery_note: string | null, grand_total: string | null, customer: { name: string, customer_name: string | null } | null, items: Array<{ name: string, qty: number | null, rate: string | null, item: { name: string, item_name: string | null } | null }> | null } | null } | null };

export type OrderFilesQueryVariables = Exact<{
  name: string | number;
}>;


export type OrderFilesQuery = { shopOrder: { _meta: { attachments: Array<{ name: string, fileName: string | null, url: string | null }> | null } } | null };

export type OrderChangesSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type OrderChangesSubscription = { shopOrderChanged: { event: EventKind, name: string, resumeToken: string } };

export const OrderFieldsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"OrderFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ShopOrder"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"modified"}},{"kind":"Field","name":{"kind":"Name","value":"docstatus"}},{"kind":"Field","name":{"kind":"Name","value":"delivery_date"}},{"kind":"Field","name":{"kind":"Name","value":"delivery_note"}},{"kind":"Field","name":{"kind":"Name","value":"grand_total"}},{"kind":"Field","name":{"kind":"Name","value":"customer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"customer_name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"items"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"item"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"item_name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"qty"}},{"kind":"Field","name":{"kind":"Name","value":"rate"}}]}}]}}]} as unknown as DocumentNode<OrderFieldsFragment, unknown>;
export const OrdersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Orders"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ShopOrder_statusFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ShopOrderOrderBy"}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopOrders"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"status"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}]}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"order_date"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"grand_total"}},{"kind":"Field","name":{"kind":"Name","value":"customer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"customer_name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"endCursor"}},{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}}]}}]}}]}}]} as unknown as DocumentNode<OrdersQuery, OrdersQueryVariables>;
export const OrderDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Order"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"name"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopOrder"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"name"},"value":{"kind":"Variable","name":{"kind":"Name","value":"name"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"OrderFields"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"OrderFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ShopOrder"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"modified"}},{"kind":"Field","name":{"kind":"Name","value":"docstatus"}},{"kind":"Field","name":{"kind":"Name","value":"delivery_date"}},{"kind":"Field","name":{"kind":"Name","value":"delivery_note"}},{"kind":"Field","name":{"kind":"Name","value":"grand_total"}},{"kind":"Field","name":{"kind":"Name","value":"customer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"customer_name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"items"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"item"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"item_name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"qty"}},{"kind":"Field","name":{"kind":"Name","value":"rate"}}]}}]}}]} as unknown as DocumentNode<OrderQuery, OrderQueryVariables>;
export const SaveOrderDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SaveOrder"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"name"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ShopOrderInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ifModified"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"LocalDateTime"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateShopOrder"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"name"},"value":{"kind":"Variable","name":{"kind":"Name","value":"name"}}},{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}},{"kind":"Argument","name":{"kind":"Name","value":"ifModified"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ifModified"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopOrder"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"OrderFields"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"OrderFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ShopOrder"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"modified"}},{"kind":"Field","name":{"kind":"Name","value":"docstatus"}},{"kind":"Field","name":{"kind":"Name","value":"delivery_date"}},{"kind":"Field","name":{"kind":"Name","value":"delivery_note"}},{"kind":"Field","name":{"kind":"Name","value":"grand_total"}},{"kind":"Field","name":{"kind":"Name","value":"customer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"customer_name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"items"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"item"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"item_name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"qty"}},{"kind":"Field","name":{"kind":"Name","value":"rate"}}]}}]}}]} as unknown as DocumentNode<SaveOrderMutation, SaveOrderMutationVariables>;
export const CreateOrderDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateOrder"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ShopOrderInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createShopOrder"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopOrder"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"OrderFields"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"OrderFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ShopOrder"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"modified"}},{"kind":"Field","name":{"kind":"Name","value":"docstatus"}},{"kind":"Field","name":{"kind":"Name","value":"delivery_date"}},{"kind":"Field","name":{"kind":"Name","value":"delivery_note"}},{"kind":"Field","name":{"kind":"Name","value":"grand_total"}},{"kind":"Field","name":{"kind":"Name","value":"customer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"customer_name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"items"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"item"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"item_name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"qty"}},{"kind":"Field","name":{"kind":"Name","value":"rate"}}]}}]}}]} as unknown as DocumentNode<CreateOrderMutation, CreateOrderMutationVariables>;
export const SubmitOrderDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SubmitOrder"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"name"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ifModified"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"LocalDateTime"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"submitShopOrder"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"name"},"value":{"kind":"Variable","name":{"kind":"Name","value":"name"}}},{"kind":"Argument","name":{"kind":"Name","value":"ifModified"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ifModified"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopOrder"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"OrderFields"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"OrderFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ShopOrder"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"modified"}},{"kind":"Field","name":{"kind":"Name","value":"docstatus"}},{"kind":"Field","name":{"kind":"Name","value":"delivery_date"}},{"kind":"Field","name":{"kind":"Name","value":"delivery_note"}},{"kind":"Field","name":{"kind":"Name","value":"grand_total"}},{"kind":"Field","name":{"kind":"Name","value":"customer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"customer_name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"items"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"item"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"item_name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"qty"}},{"kind":"Field","name":{"kind":"Name","value":"rate"}}]}}]}}]} as unknown as DocumentNode<SubmitOrderMutation, SubmitOrderMutationVariables>;
export const OrderFilesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"OrderFiles"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"name"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopOrder"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"name"},"value":{"kind":"Variable","name":{"kind":"Name","value":"name"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"_meta"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"attachments"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"fileName"}},{"kind":"Field","name":{"kind":"Name","value":"url"}}]}}]}}]}}]}}]} as unknown as DocumentNode<OrderFilesQuery, OrderFilesQueryVariables>;
export const OrderChangesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"OrderChanges"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopOrderChanged"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"event"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"resumeToken"}}]}}]}}]} as unknown as DocumentNode<OrderChangesSubscription, OrderChangesSubscriptionVariables>;