/**
 * The translations of a language by the text, or by `text:context` for one that holds in a context only, such as the
 * DocType of a label. They are the same for all users of a site.
 */
export type Translations = ReadonlyMap<string, string>;

/** For callers whose language is unknown, and for sites that do not return translations. */
export const NO_TRANSLATIONS: Translations = new Map();

/** Translates a text as the site's own forms do (frappe/public/js/frappe/translate.js). */
export function translate(translations: Translations, text: string, context?: string): string {
  const inContext = context === undefined ? undefined : translations.get(`${text}:${context}`);
  return inContext || translations.get(text) || text;
}

/** The language that another one is a variety of: `de` for `de-AT`. @returns null if there is none. */
export function parentLanguage(language: string): string | null {
  const end = language.indexOf('-');
  return end < 0 ? null : language.slice(0, end);
}
