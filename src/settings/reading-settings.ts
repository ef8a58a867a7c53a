import { count, MAX_TIMER_MS } from './setting-values.ts';

/** Pages and counts of lists. */
export const READING_SETTINGS = {
  DEFAULT_PAGE_SIZE: count(20).describe('Number of rows of a page if the caller does not set `first`.'),
  MAX_PAGE_SIZE: count(500).describe('Maximum number of rows of a page. A larger `first` is `BAD_USER_INPUT`.'),
  COUNT_LIMIT: count(10_000).describe('The number at which `count` of a list stops. `totalCount` is always exact.'),
  COUNT_TIMEOUT_MS: count(10_000, 1, MAX_TIMER_MS).describe(
    'Timeout in ms of a `count` or `totalCount`. After that it is null, and the list is answered without it.',
  ),
  IDENTITY_CACHE_SECONDS: count(10, 0).describe(
    'How long the roles and the language of a caller are remembered, by a hash of the credential. The gateway asks for roles only if a DocType has permlevels, and for the language only for translated texts. `0` asks for every such request.',
  ),
  TRANSLATION_CACHE_SECONDS: count(3600, 0).describe(
    'How long the translations of a language are kept. After that, a request gets the old ones while the gateway reads new ones. `0` reads them for every request that needs them.',
  ),
};
