import { z } from 'zod';
import { correctionSchema, type MethodCorrection, type MethodsFile, methodNames } from './method-catalog.ts';
import { RECORD_NAME, type RecordColumns, recordSchema } from './record.ts';
import erpnext from './shipped/erpnext.json' with { type: 'json' };
import frappe from './shipped/frappe.json' with { type: 'json' };
import type { SiteInfo } from './site-model.ts';

const linkQuerySchema = z.strictObject({
  query: z.string().optional(),
  /** Conditions that the form always gives; it adds values of the document. */
  filters: z.record(z.string(), z.json()).optional(),
});

/** How a form searches for the documents of a link. */
export type LinkQuery = z.infer<typeof linkQuerySchema>;

/** The form of corrections that ship. */
export const packSchema = z.strictObject({
  /** The app whose methods these are. */
  app: z.string(),
  /** The major versions of the app in whose source all of this was read. */
  majors: z.array(z.number().int()),
  records: z.record(RECORD_NAME, recordSchema),
  /** The columns of the app's reports, with the DocType that each one is about. */
  reports: z.record(z.string(), z.strictObject({ doctype: z.string(), columns: recordSchema })),
  /** Functions of the app that search for the documents of a link, by paths. */
  searches: z.array(z.string()),
  /** The searches of links, by `DocType.fieldname`, as the forms of the app name them. */
  linkQueries: z.record(z.string(), linkQuerySchema),
  corrections: z.record(z.string(), correctionSchema),
});

/** The corrections that ship with the gateway for one app. */
export type CorrectionsPack = z.infer<typeof packSchema>;

/** The corrections that ship with the gateway, an app each. A test holds them to the schema, and not each start. */
export const SHIPPED_PACKS = [frappe, erpnext] as unknown as readonly CorrectionsPack[];

/**
 * Adds the shipped corrections to a file of methods: for methods that the file has, and for apps whose scanned version
 * is one that was read. Corrections of the file itself win, value by value.
 */
export function withShipped(file: MethodsFile): MethodsFile {
  const known = methodNames(file);
  if (known.size === 0) return file;
  const fitting = SHIPPED_PACKS.filter((pack) => fitsVersion(pack, file.apps[pack.app]));
  const shipped = fitting.flatMap((pack) => Object.entries(pack.corrections)).filter(([name]) => known.has(name));
  const corrections: Record<string, MethodCorrection> = { ...file.corrections };
  for (const [name, correction] of shipped) corrections[name] = merge(correction, file.corrections[name]);
  const records = Object.assign({}, ...fitting.map((pack) => pack.records), file.records) as MethodsFile['records'];
  return { ...file, corrections, records };
}

/** A report whose columns are known. */
export interface KnownReport {
  readonly name: string;
  /** The DocType that it is about; null for a report that the configuration describes. */
  readonly doctype: string | null;
  readonly columns: RecordColumns;
}

/** The reports of the installed apps whose columns are known, by apps and their versions. */
export function shippedReports(apps: SiteInfo['apps']): KnownReport[] {
  const versions = new Map(apps.map(({ name, version }) => [name, version]));
  return SHIPPED_PACKS.filter((pack) => versions.has(pack.app) && fitsVersion(pack, versions.get(pack.app))).flatMap(
    ({ reports }) => Object.entries(reports).map(([name, report]) => ({ name, ...report })),
  );
}

/** The functions of Frappe and ERPNext that search for the documents of a link. */
export function shippedSearches(): ReadonlySet<string> {
  return new Set(SHIPPED_PACKS.flatMap(({ searches }) => searches));
}

/** How the forms of Frappe and ERPNext search for the documents of a link, if it is known. @param field `DocType.fieldname`. */
export function shippedLinkQuery(field: string): LinkQuery | null {
  return SHIPPED_PACKS.find(({ linkQueries }) => Object.hasOwn(linkQueries, field))?.linkQueries[field] ?? null;
}

/** A file that does not say which version was scanned is taken to fit: methods are looked up by their paths. */
function fitsVersion({ majors }: CorrectionsPack, version: string | undefined): boolean {
  return version === undefined || majors.includes(Number.parseInt(version, 10));
}

function merge(shipped: MethodCorrection, own: MethodCorrection | undefined): MethodCorrection {
  if (own === undefined) return shipped;
  const maps = { args: { ...shipped.args, ...own.args }, argNames: { ...shipped.argNames, ...own.argNames } };
  return { ...shipped, ...own, ...maps };
}
