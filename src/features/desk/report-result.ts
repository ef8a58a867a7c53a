import { GatewayError } from '../../errors.ts';
import { ExactNumber, isJsonObject, toShallowText } from '../../exact-json.ts';
import { laneOf } from '../../frappe/caller-lane.ts';
import type { CallerContext } from '../../frappe/frappe-request.ts';
import { toPlainText } from '../../frappe/plain-text.ts';
import type { Row } from '../../query/plan/read-plan.ts';
import { LongWork } from '../../turns.ts';

/** A column of a report. */
export interface ReportColumn {
  fieldname: string;
  label: string | null;
  fieldtype: string | null;
  /** As of a docfield: the DocType of a Link, for one. */
  options: string | null;
  /** In pixels. */
  width: number | null;
}

/** A number that a report shows above its rows. */
export interface ReportFigure {
  label: string | null;
  value: unknown;
  fieldtype: string | null;
  indicator: string | null;
  currency: string | null;
}

/** The result of a report. */
export interface ReportResult {
  columns: ReportColumn[];
  /** By the fieldnames of the columns, with whatever else the report puts into them (such as `indent`). */
  rows: Row[];
  totalRow: Row | null;
  summary: ReportFigure[];
  /** The chart that the Desk draws: types, labels and datasets. */
  chart: unknown;
  message: string | null;
  /** When it was made in the background, if it was. */
  preparedAt: string | null;
}

/**
 * Reads what `frappe.desk.query_report.run` answered: every shape that a report may give its columns and rows. Lets
 * others in between.
 */
export async function toReportResult(message: Row, caller: CallerContext): Promise<ReportResult> {
  const work = new LongWork(laneOf(caller));
  const columns = toList(message.columns).map(toColumn);
  const rows: Row[] = [];
  for (const row of toList(message.result)) {
    rows.push(toRow(row, columns));
    if (work.isDue) await work.rest();
  }
  // The row of totals is appended as the last one (frappe/desk/query_report.py, `add_total_row`).
  const hasTotal = Boolean(message.add_total_row) && rows.length > 0;
  const totalRow = hasTotal ? (rows.pop() ?? null) : null;
  return {
    columns,
    rows,
    totalRow,
    summary: toList(message.report_summary).map(toFigure),
    chart: message.chart ?? null,
    message: toText(message.message),
    preparedAt: toOptional((message.doc as Row | null | undefined)?.report_end_time),
  };
}

/** Older reports write a column as `Label:Fieldtype/Options:Width`. */
function toColumn(column: unknown, index: number): ReportColumn {
  if (typeof column === 'string') {
    const [label = '', type = 'Data', width] = column.split(':');
    const [fieldtype = 'Data', ...options] = type.split('/');
    const fieldname = label.toLowerCase().replaceAll(' ', '_').replaceAll('-', '_');
    return { fieldname, label, fieldtype, options: options.join('/') || null, width: toWidth(width) };
  }
  if (!isRow(column)) throw new GatewayError('UPSTREAM_CONTRACT', 'Expected columns of a report from the site.');
  return {
    fieldname: toOptional(column.fieldname) ?? toOptional(column.label) ?? String(index),
    label: toOptional(column.label),
    fieldtype: toOptional(column.fieldtype),
    options: toOptional(column.options),
    width: toWidth(column.width),
  };
}

function toRow(row: unknown, columns: readonly ReportColumn[]): Row {
  if (isRow(row)) return row;
  const cells = toList(row);
  // Only those that came: thousands of empty rows with thousands of columns would fill the memory.
  return Object.fromEntries(
    columns.slice(0, cells.length).map(({ fieldname }, index) => [fieldname, cells[index] ?? null]),
  );
}

function toFigure(figure: unknown): ReportFigure {
  const { label, value, datatype, indicator, currency } = isRow(figure) ? figure : {};
  return {
    label: toOptional(label),
    value: value ?? null,
    fieldtype: toOptional(datatype),
    indicator: toOptional(indicator),
    currency: toOptional(currency),
  };
}

function toText(message: unknown): string | null {
  const text = toPlainText(toList(message).map(toShallowText).join(' ') || (toOptional(message) ?? ''));
  return text === '' ? null : text;
}

function toWidth(width: unknown): number | null {
  const pixels = Number.parseInt(String(width ?? ''), 10);
  return Number.isNaN(pixels) ? null : pixels;
}

function toList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function toOptional(value: unknown): string | null {
  const isText = typeof value !== 'object' || value instanceof ExactNumber;
  return value === undefined || value === '' || !isText ? null : String(value);
}

function isRow(value: unknown): value is Row {
  return isJsonObject(value);
}
