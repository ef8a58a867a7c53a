import type { GatewayClient } from 'frappe-graphql-client';
import { type App, type InjectionKey, inject, provide } from 'vue';

const GATEWAY: InjectionKey<GatewayClient> = Symbol('frappe-graphql');

/** The plugin that gives a client to the composables: `app.use(gatewayPlugin(client))`, next to `VueQueryPlugin`. */
export function gatewayPlugin(client: GatewayClient): { install(app: App): void } {
  return { install: (app) => void app.provide(GATEWAY, client) };
}

/** Gives a client to the components below this one. */
export function provideGateway(client: GatewayClient): void {
  provide(GATEWAY, client);
}

/** The client of the app. @throws Error if there is none. */
export function useGateway(): GatewayClient {
  const client = inject(GATEWAY, null);
  if (client === null) throw new Error('The app has no client: app.use(gatewayPlugin(client)).');
  return client;
}
