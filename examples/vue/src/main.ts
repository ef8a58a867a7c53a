import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query';
import { createClient } from 'frappe-graphql-client';
import { gatewayPlugin } from 'frappe-graphql-vue';
import { createApp } from 'vue';
import App from './app.vue';

const queryClient = new QueryClient({ defaultOptions: { queries: { staleTime: 10_000 } } });

createApp(App).use(VueQueryPlugin, { queryClient }).use(gatewayPlugin(createClient())).mount('#app');
