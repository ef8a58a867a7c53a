import { createStore, type Store } from '../store.ts';

/** A query on the site's own DocTypes. */
export interface Starter {
  readonly doctype: string;
  readonly about: string;
  readonly query: string;
}

interface Site {
  /** Null while it is unknown, and for users whom the schema is not shown to. */
  readonly name: string | null;
  readonly starters: readonly Starter[];
}

/** The part of the page that only users see to whom the schema is shown. */
export const site: Store<Site> = createStore<Site>({ name: null, starters: [] });

/** Reads it. */
export async function readSite(): Promise<void> {
  const response = await fetch('graphiql/site.json').catch(() => null);
  if (!response?.ok) return site.set({ name: null, starters: [] });
  const facts = (await response.json()) as { site: string; starters: Starter[] };
  site.set({ name: facts.site, starters: facts.starters });
}
