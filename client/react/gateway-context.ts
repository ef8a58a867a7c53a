import type { GatewayClient } from 'frappe-graphql-client';
import { createContext, createElement, type ReactNode, useContext } from 'react';

const GatewayContext = createContext<GatewayClient | null>(null);

/** Gives a client to the hooks below it. TanStack's `QueryClientProvider` has to be around it, too. */
export function GatewayProvider({ client, children }: { client: GatewayClient; children?: ReactNode }) {
  return createElement(GatewayContext.Provider, { value: client }, children);
}

/** The client of the nearest provider. @throws Error if there is none. */
export function useGateway(): GatewayClient {
  const client = useContext(GatewayContext);
  if (client === null) throw new Error('There is no <GatewayProvider> around this component.');
  return client;
}
