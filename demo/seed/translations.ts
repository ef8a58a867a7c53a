import type { DemoDatabase } from '../database/demo-database.ts';
import { rowName } from './row-names.ts';
import { standardRow } from './standard-row.ts';

/** The translations of the installed apps, as Frappe compiles them from their files. */
const APP_TEXTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  de: {
    Status: 'Status',
    Customer: 'Kunde',
    'Customer Name': 'Kundenname',
    Country: 'Land',
    Draft: 'Entwurf',
    Cancelled: 'Abgebrochen',
    Approve: 'Genehmigen',
    Approved: 'Genehmigt',
    Gold: 'Gold (Metall)',
  },
};

/** The names of countries come with the language of the request (frappe/geo/country_info.py). */
const COUNTRIES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  de: { Germany: 'Deutschland', France: 'Frankreich', India: 'Indien', Switzerland: 'Schweiz', Japan: 'Japan' },
};

/** Translation documents of the site: language, text, translation, context. */
const SITE_TEXTS: readonly (readonly [string, string, string, string | null])[] = [
  ['de', 'Shop Order', 'Bestellung', null],
  ['de', 'Order Date', 'Bestelldatum', null],
  ['de', 'Customer', 'Auftraggeber', 'Shop Order'],
  ['de', 'Open', 'Offen', null],
  ['de', 'Submit for Approval', 'Zur Freigabe einreichen', null],
  ['de-AT', 'Order Date', 'Datum der Bestellung', null],
];

/** Stores the texts that the site has translated itself. */
export function seedTranslations(database: DemoDatabase): void {
  const rows = SITE_TEXTS.map(([language, source_text, translated_text, context]) =>
    standardRow(rowName(`${language}/${source_text}/${context}`), { language, source_text, translated_text, context }),
  );
  database.insertMany('Translation', rows);
}

/** All texts of a language: of the apps, of the site, and the countries in the language of the request. */
export function translationsOf(database: DemoDatabase, language: string, own: string): Record<string, string> {
  const parent = language.includes('-') ? language.slice(0, language.indexOf('-')) : null;
  const languages = parent === null ? [language] : [parent, language];
  const texts = languages.flatMap((each) => Object.entries(APP_TEXTS[each] ?? {}));
  const sql = 'SELECT source_text, translated_text, context FROM `tabTranslation` WHERE language = ?';
  const rows = languages.flatMap((each) => database.all(sql, [each]));
  const stored = rows.map(({ source_text, translated_text, context }) => [
    context === null ? String(source_text) : `${String(source_text)}:${String(context)}`,
    String(translated_text),
  ]);
  return Object.fromEntries([...texts, ...stored, ...Object.entries(COUNTRIES[own] ?? {})]);
}
