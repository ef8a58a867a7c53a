import type { FrappeRequest } from './frappe-request.ts';

/** The formats in which a site exports reports. */
export const REPORT_FORMATS = ['csv', 'xlsx'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** A report with its filters, as an export is asked for. */
export interface ReportExport {
  readonly name: string;
  readonly filters: Readonly<Record<string, unknown>> | null;
}

const FOLDER = '/reports/';

/** Formats as the site calls them. */
const ON_SITE: Readonly<Record<ReportFormat, string>> = { csv: 'CSV', xlsx: 'Excel' };

/** Whether a path of the gateway is that of an exported report. */
export function isExportPath(path: string): boolean {
  return path.startsWith(FOLDER);
}

/** `/reports/General%20Ledger.csv?filters=…`. */
export function toExportPath({ name, filters }: ReportExport, format: ReportFormat): string {
  const query = filters === null ? '' : `?${new URLSearchParams({ filters: JSON.stringify(filters) })}`;
  return `${FOLDER}${encodeURIComponent(name)}.${format}${query}`;
}

/**
 * Reads the path of an export.
 *
 * @param url path and query as they came.
 * @returns null if it is not one; `filters` is the text that was sent.
 */
export function readExportPath(url: string): { name: string; format: ReportFormat; filters: string | null } | null {
  const [path = '', query = ''] = url.split('?', 2);
  const [, encoded = '', ending = ''] = /^\/reports\/([^/]+)\.(\w+)$/.exec(path) ?? [];
  const format = REPORT_FORMATS.find((one) => one === ending);
  const name = decode(encoded);
  if (format === undefined || name === '') return null;
  return { name, format, filters: new URLSearchParams(query).get('filters') };
}

/** The request that makes the site export a report. It is a GET, so that the answer can be streamed as a file. */
export function toExportRequest({ name, filters }: ReportExport, format: ReportFormat): FrappeRequest {
  const search = new URLSearchParams({
    report_name: name,
    file_format_type: ON_SITE[format],
    filters: JSON.stringify(filters ?? {}),
    // None chosen means all.
    visible_idx: '[]',
  });
  const path = `/api/method/frappe.desk.query_report.export_query?${search}`;
  return { verb: 'GET', path, isRead: true, headers: { accept: '*/*' } };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}
