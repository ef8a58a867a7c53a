import '@graphiql/react/style.css';
import './style.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { isPhone, view } from './layout/view.ts';
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
const first = readActiveTab();
// On a phone, a first visit begins with the starter queries, which are in the place of the answer.
if (first === null && isPhone()) view.update({ half: 'answer' });
createRoot(root).render(<App first={first} />);
