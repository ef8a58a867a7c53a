import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { QueryClient as VueQueryClient, VueQueryPlugin } from '@tanstack/vue-query';
import { createClient } from 'frappe-graphql-client';
import { GatewayProvider } from 'frappe-graphql-react';
import { gatewayPlugin } from 'frappe-graphql-vue';
import { createElement, type ReactElement } from 'react';
import { renderToString } from 'react-dom/server';
import { type Component, createSSRApp, type VNode } from 'vue';
import { renderToString as renderVue } from 'vue/server-renderer';

/** A component as a server renders it, once its queries have been answered. */
export interface ShownComponent {
  readonly html: string;
  /** Clicks on its first element, which is a button. */
  click(): void;
}

interface GatewayAccess {
  readonly url: string;
  readonly authorization: () => string;
}

interface Clickable {
  readonly onClick: () => void;
}

/** Shows a component of React. */
export async function showReact(Shown: () => ReactElement, access: GatewayAccess): Promise<ShownComponent> {
  const cache = new QueryClient();
  let drawn: ReactElement | undefined;
  const Recorded = () => {
    drawn = Shown();
    return drawn;
  };
  const inside = createElement(GatewayProvider, { client: createClient(access) }, createElement(Recorded));
  const render = () => renderToString(createElement(QueryClientProvider, { client: cache }, inside));
  render();
  await Promise.all(
    cache
      .getQueryCache()
      .getAll()
      .map((query) => query.fetch()),
  );
  const html = render();
  const click = () =>
    (drawn as ReactElement<{ children: ReactElement<Clickable>[] }>).props.children[0]?.props.onClick();
  return { html, click };
}

interface WithSetup {
  setup(props: object, context: object): () => VNode;
}

/** Shows a component of Vue, whose template was compiled into its `setup`. */
export async function showVue(shown: Component, access: GatewayAccess): Promise<ShownComponent> {
  const queryClient = new VueQueryClient();
  let drawn: VNode | undefined;
  const recorded: Component = {
    setup(_, context) {
      const draw = (shown as WithSetup).setup({}, context) as (...given: object[]) => VNode;
      return () => {
        drawn = draw({}, []);
        return drawn;
      };
    },
  };
  const render = () =>
    renderVue(
      createSSRApp(recorded)
        .use(VueQueryPlugin, { queryClient })
        .use(gatewayPlugin(createClient(access))),
    );
  await render();
  await Promise.all(
    queryClient
      .getQueryCache()
      .getAll()
      .map((query) => query.fetch()),
  );
  const html = await render();
  const click = () => (drawn?.children as VNode[] | undefined)?.[0]?.props?.onClick();
  return { html, click };
}
