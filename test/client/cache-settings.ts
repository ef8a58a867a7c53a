import type { InMemoryCacheConfig } from '@apollo/client';
import type { CacheExchangeOpts, Data } from '@urql/exchange-graphcache';

// docs/caching.md shows both settings, line by line.

/** The settings of urql's Graphcache. */
export const URQL_CACHE: CacheExchangeOpts = {
  globalIDs: true,
  keys: new Proxy({}, { get: () => (data: Data) => (data.id as string | undefined) ?? null }),
  updates: {
    Mutation: {
      deleteShopOrder: ({ deleteShopOrder }, _variables, cache) => {
        const { id } = deleteShopOrder as { id: string };
        cache.invalidate({ __typename: 'ShopOrder', id });
      },
    },
  },
};

/** The settings of Apollo's cache. */
export const APOLLO_CACHE: InMemoryCacheConfig = {
  possibleTypes: { DocumentMeta: ['PlainDocumentMeta', 'ShopRegion_Meta'] },
  typePolicies: {
    DocumentMeta: { merge: true },
    ShopOrder: { fields: { items: { merge: false } } },
    ShopOrderItem: { keyFields: ['name'] },
  },
};
