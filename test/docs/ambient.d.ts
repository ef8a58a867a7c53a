/** Names that code in the docs takes for granted: the reader has them from elsewhere on the page, or from their app. */
import type { QueryClient } from '@tanstack/react-query';
import type { createRoot as CreateRoot } from 'react-dom/client';
import type { Component, createApp as CreateApp } from 'vue';
import type * as Orders from '../../examples/react/src/orders.generated.ts';

declare global {
  const OrdersDocument: typeof Orders.OrdersDocument;
  const OpenOrdersDocument: typeof Orders.OrdersDocument;
  const OrderDocument: typeof Orders.OrderDocument;
  const OrderChangesDocument: typeof Orders.OrderChangesDocument;
  const SaveOrderDocument: typeof Orders.SaveOrderDocument;
  const cache: QueryClient;
  const createRoot: typeof CreateRoot;
  const createApp: typeof CreateApp;
  const App: Component;
  const token: string;
  const ifModified: string;
  const lastToken: string;
  const picture: File;
  const data: Orders.OrderQuery;
  function show(value: unknown): void;
  function askForCode(verification: { tmpId: string; prompt: string | null }): void;
}
