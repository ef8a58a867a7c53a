import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createClient } from 'frappe-graphql-client';
import { GatewayProvider } from 'frappe-graphql-react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';

const client = createClient();
const cache = new QueryClient({ defaultOptions: { queries: { staleTime: 10_000 } } });

createRoot(document.getElementById('app') as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={cache}>
      <GatewayProvider client={client}>
        <App />
      </GatewayProvider>
    </QueryClientProvider>
  </StrictMode>,
);
