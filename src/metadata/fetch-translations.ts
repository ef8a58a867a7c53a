import { type ErrorCode, GatewayError, hasCode } from '../errors.ts';
import { CallerToken } from '../frappe/caller-token.ts';
import { readRows } from '../frappe/envelope.ts';
import type { FrappeClient } from '../frappe/frappe-client.ts';
import type { CallerContext } from '../frappe/frappe-request.ts';
import { toListRequest } from '../frappe/list-request.ts';
import { toReadMethodRequest } from '../frappe/method-request.ts';
import { parentLanguage, type Translations } from './translations.ts';

/**
 * Reads the translations of a language: all of them, if the site has the call that its own front end makes for them.
 * Other sites put them only into the page of the Desk, so only those that are kept as documents can be read there.
 */
export async function fetchTranslations(
  client: FrappeClient,
  account: CallerContext,
  language: string,
): Promise<Translations> {
  return (await fetchAll(client, language)) ?? fetchOwn(client, account, language);
}

/** The call is open to guests. @returns null if the site does not have it. */
async function fetchAll(client: FrappeClient, language: string): Promise<Translations | null> {
  // `_lang` is the language of the request. Without it the site would remember the names of countries in another one,
  // for all its users (frappe/translate.py, `get_all_translations`).
  const args = { lang: language, _lang: language };
  const request = toReadMethodRequest('frappe.translate.get_boot_translations', args);
  const answer = await client.send(request, { token: CallerToken.guest }).catch(toNullIfRefused);
  if (answer === null) return null;
  const { message } = answer.body;
  if (typeof message !== 'object' || message === null || Array.isArray(message)) {
    throw new GatewayError('UPSTREAM_CONTRACT', 'Expected translations by text from the site.');
  }
  return new Map(Object.entries(message).map(([text, translated]) => [text, String(translated)]));
}

/** The documents of the DocType Translation. Those of a variety such as `de-AT` override those of `de`. */
async function fetchOwn(client: FrappeClient, account: CallerContext, language: string): Promise<Translations> {
  const parent = parentLanguage(language);
  const languages = parent === null ? [language] : [parent, language];
  const request = toListRequest({
    doctype: 'Translation',
    fields: ['language', 'source_text', 'translated_text', 'context'],
    filters: [['language', 'in', languages]],
    orderBy: 'modified asc',
    limit: 0,
  });
  const answer = await client.send(request, account).catch(toNullIfRefused);
  const rows = answer === null ? [] : readRows(answer);
  const sorted = languages.flatMap((each) => rows.filter((row) => row.language === each));
  return new Map(
    sorted.map(({ source_text: text, translated_text: translated, context }) => [
      context ? `${String(text)}:${String(context)}` : String(text),
      String(translated ?? ''),
    ]),
  );
}

const REFUSALS: readonly ErrorCode[] = ['INVALID', 'NOT_FOUND', 'FORBIDDEN', 'UNAUTHENTICATED'];

function toNullIfRefused(error: unknown): null {
  if (hasCode(error, ...REFUSALS)) return null;
  throw error;
}
