import { GraphiQLProvider, useGraphiQLActions } from '@graphiql/react';
import { useEffect } from 'react';
import { DEFAULT_QUERY } from './layout/default-query.ts';
import { Workspace } from './layout/workspace.tsx';
import { fetcher } from './run/fetcher.ts';
import { noteTabs } from './run/run-state.ts';
import { Header } from './session/header.tsx';
import { readSession, session } from './session/session.ts';
import { SignInDialog } from './session/sign-in-dialog.tsx';
import { readSite } from './session/site.ts';
import type { OperationText } from './storage/operation-text.ts';
import { tabStorage } from './storage/tab-storage.ts';
import { useStore } from './store.ts';

/** The target of a click with Ctrl: the page's own docs, which GraphiQL does not draw. */
const DOCS = { title: 'Docs', icon: () => null, content: () => null };

/** GraphiQL's editors and its state, in the frame of this page. @param first the operation to begin with. */
export function App({ first }: { readonly first: OperationText | null }) {
  return (
    <GraphiQLProvider
      fetcher={fetcher}
      storage={tabStorage}
      shouldPersistHeaders={false}
      defaultQuery={DEFAULT_QUERY}
      editorTheme={{ light: 'page-light', dark: 'page-dark' }}
      referencePlugin={DOCS}
      onTabChange={noteTabs}
      {...(first ? { initialQuery: first.query, initialVariables: first.variables } : {})}
    >
      <FollowSession />
      <Header />
      <Workspace />
      <SignInDialog />
    </GraphiQLProvider>
  );
}

/** Another user may see another schema, and other queries to begin with. */
function FollowSession() {
  const { changes } = useStore(session);
  const { introspect } = useGraphiQLActions();
  useEffect(() => {
    if (changes === 0) void readSession();
    else void introspect();
    void readSite();
  }, [changes, introspect]);
  return null;
}
