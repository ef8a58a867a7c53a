import '@graphiql/react/style.css';
import './style.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { root, settings } from './settings.ts';
import { takeSharedOperation } from './storage/share-link.ts';
import { forgetHeaders, openTab, readActiveTab } from './storage/tab-storage.ts';

const { editor, json, graphql } = settings.workers;
const addresses: Readonly<Record<string, string>> = { json, graphql };

Object.assign(globalThis, {
  MonacoEnvironment: {
    getWorker: (_module: unknown, label: string) => new Worker(addresses[label] ?? editor, { type: 'module' }),
  },
});

forgetHeaders();
const shared = takeSharedOperation();
if (shared) openTab(shared);
createRoot(root).render(<App first={readActiveTab()} />);
