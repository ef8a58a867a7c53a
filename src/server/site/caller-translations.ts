import type { Logger } from 'pino';
import type { FrappeClient } from '../../frappe/frappe-client.ts';
import type { CallerContext } from '../../frappe/frappe-request.ts';
import { fetchDefaultLanguage, fetchEnabledLanguages } from '../../metadata/fetch-site-languages.ts';
import { fetchTranslations } from '../../metadata/fetch-translations.ts';
import { NO_TRANSLATIONS, parentLanguage, type Translations } from '../../metadata/translations.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { keepRecent } from '../../recent-values.ts';
import { acceptedLanguages } from './accepted-languages.ts';
import { createRefreshedValues } from './refreshed-values.ts';

const MAX_CALLERS = 10_000;
/** A language of a site with ERPNext takes about 3 MB. */
const MAX_LANGUAGES = 20;

/**
 * Reads the translations into a caller's language.
 *
 * @param nameOf reads the name of the caller's user; null for the language of a guest with the same client, which is
 * taken for English unless the client says otherwise.
 */
export type CallerTranslations = (
  caller: CallerContext,
  nameOf: (() => Promise<string>) | null,
) => Promise<Translations>;

/** The parts that translations are read with. */
export interface TranslationSource {
  client: FrappeClient;
  account: CallerContext;
  profileOf: RequestScope['profileOf'];
  logger: Logger;
  /** How long the language of a caller is remembered. */
  identitySeconds: number;
  /** How long the translations of a language are kept. */
  translationSeconds: number;
}

/**
 * Finds a caller's language as Frappe does (frappe/translate.py, `get_language`): users have that of their User, or that
 * of the site; guests have the first of their `Accept-Language` that the site has enabled. Translations are the same
 * for all users, so those of a language are kept for all of them. Without translations, texts stay as they are: nothing
 * else that a caller asked for may fail for them.
 */
export function createCallerTranslations(source: TranslationSource): CallerTranslations {
  const { client, account, profileOf, logger, identitySeconds } = source;
  const onError = (error: unknown) => logger.warn({ err: error }, 'translations could not be read');
  const keep = { seconds: source.translationSeconds, onError };
  const site = createRefreshedValues(() => fetchDefaultLanguage(client, account), { ...keep, max: 1 });
  const enabled = createRefreshedValues(() => fetchEnabledLanguages(client, account), { ...keep, max: 1 });
  const byLanguage = createRefreshedValues((language) => fetchTranslations(client, account, language), {
    ...keep,
    max: MAX_LANGUAGES,
  });
  const chosen = keepRecent<{ language: string | null }>(MAX_CALLERS, identitySeconds * 1000);

  const languageOfUser = async (caller: CallerContext, nameOf: () => Promise<string>): Promise<string | null> => {
    const key = caller.token.fingerprint;
    const remembered = chosen.get(key);
    if (remembered !== undefined) return remembered.language;
    const { language } = await profileOf(caller, await nameOf());
    if (identitySeconds > 0) chosen.set(key, { language });
    return language;
  };
  const languageOfClient = async ({ language }: CallerContext): Promise<string | null> => {
    const accepted = acceptedLanguages(language ?? '');
    if (accepted.length === 0) return null;
    const known = await enabled('');
    const found = accepted.flatMap((each) => [each, parentLanguage(each)]);
    return found.find((each) => each !== null && known.has(each)) ?? null;
  };
  return async (caller, nameOf) => {
    if (nameOf === null && acceptsEnglish(caller)) return NO_TRANSLATIONS;
    try {
      const isGuest = nameOf === null || caller.token.isGuest;
      const own = isGuest ? await languageOfClient(caller) : await languageOfUser(caller, nameOf);
      return await byLanguage(own ?? (await site('')));
    } catch (error) {
      if (!caller.signal?.aborted) onError(error);
      return NO_TRANSLATIONS;
    }
  };
}

function acceptsEnglish({ language }: CallerContext): boolean {
  const [first = 'en'] = acceptedLanguages(language ?? '');
  return first === 'en' || parentLanguage(first) === 'en';
}
