import type { Site } from '../site-context.ts';

/**
 * The language of a request (frappe/translate.py, `get_language`): that of the session's user. The credential of a
 * header is read later (frappe/app.py), so its users have what their clients accept, as guests do.
 */
export function languageOf({ database }: Site, sessionUser: string | null, accepted = ''): string {
  if (sessionUser !== null) {
    const row = database.get('SELECT language FROM `tabUser` WHERE name = ?', [sessionUser]);
    return String(row?.language || languageOfSite({ database }));
  }
  const enabled = new Set(database.all('SELECT name FROM `tabLanguage` WHERE enabled = 1', []).map(({ name }) => name));
  const wanted = accepted
    .split(',')
    .map((part) => part.split(';').map((piece) => piece.trim()))
    .map(([language = '', weight]) => ({ language, weight: weight === undefined ? 1 : Number(weight.slice(2)) }))
    .sort((one, other) => other.weight - one.weight)
    .flatMap(({ language }) => [language, language.replace(/[-_].*$/, '')]);
  return wanted.find((language) => enabled.has(language)) ?? languageOfSite({ database });
}

function languageOfSite({ database }: Pick<Site, 'database'>): string {
  const sql = "SELECT value FROM tabSingles WHERE doctype = 'System Settings' AND field = 'language'";
  return String(database.get(sql, [])?.value || 'en');
}
