import type { DemoDatabase } from '../database/demo-database.ts';
import { rowName } from './row-names.ts';
import { standardRow } from './standard-row.ts';

/**
 * The translations of the installed apps, as Frappe compiles them from their files. Its own messages are as
 * frappe/locale/de.po and ar.po of v15 and v17 have them.
 */
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
    Item: 'Artikel',
    Items: 'Artikel',
    'Tax Name': 'Steuer (Name?)',
    'E-mail': 'E-Mail',
    Employees: 'Mitarbeiter',
    Error: 'Fehler',
    Row: 'Zeile',
    'Row #{0}:': 'Zeile #{0}:',
    '{0}, Row {1}': '{0}, Zeile {1}',
    'Error: Value missing for {0}: {1}': 'Fehler: Wert fehlt für {0}: {1}',
    'Error: {0} Row #{1}: Value missing for: {2}': 'Fehler: {0} Zeile #{1}: Wert fehlt für: {2}',
    'Value missing for': 'Fehlender Wert für',
    'Error: Data missing in table {0}': 'Fehler: Daten fehlen in Tabelle {0}',
    'Data missing in table': 'In der Tabelle fehlen Daten',
    'Could not find {0}': '{0} konnte nicht gefunden werden',
    'Cannot link cancelled document: {0}': 'Aufgehobenes Dokument kann nicht verknüpft werden: {0}',
    '{0} must be unique': '{0} muss einmalig sein',
    'Value cannot be negative for {0}: {1}': 'Der Wert kann für {0} nicht negativ sein: {1}',
    'Value cannot be negative for': 'Wert kann nicht negativ sein für',
    "{0}: '{1}' ({3}) will get truncated, as max characters allowed is {2}":
      "{0}: '{1}' ({3}) wird abgeschnitten werden, da maximal {2} Zeichen erlaubt sind",
    '{0} Not allowed to change {1} after submission from {2} to {3}':
      '{0} Es ist nicht erlaubt, {1} nach dem Buchen von {2} auf {3} zu ändern',
    '{0} {1} cannot be "{2}". It should be one of "{3}"': '{0} {1} kann nicht "{2}" sein . Es sollte aus "{3}" sein.',
    '{0} is not a valid Email Address': '{0} ist keine gültige E-Mail-Adresse',
  },
  ar: {
    'Shop Order': 'طلب',
    'Shop Order Item': 'صنف الطلب',
    Customer: 'العميل',
    'Customer Name': 'اسم العميل',
    'Order Date': 'تاريخ الطلب',
    Item: 'صنف',
    'E-mail': 'البريد الإلكتروني',
    'Error: Value missing for {0}: {1}': 'خطأ: قيمة مفقودة ل {0}: {1}',
    'Error: {0} Row #{1}: Value missing for: {2}': 'خطأ: {0} الصف #{1}: القيمة مفقودة لـ: {2}',
    'Error: Data missing in table {0}': 'خطأ: البيانات مفقودة في الجدول {0}',
    'Could not find {0}': 'لا يمكن أن تجد {0}',
    Row: 'صف',
    '{0}, Row {1}': '{0}، الصف {1}',
    '{0} must be unique': '{0} يجب أن تكون فريدة من نوعها',
    "{0}: '{1}' ({3}) will get truncated, as max characters allowed is {2}":
      "{0}: '{1}' ({3}) سيتم اقتطاعه، حيث أن الحد الأقصى المسموح به هو {2}",
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
