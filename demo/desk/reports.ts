import { createHash } from 'node:crypto';
import type { Row } from '../database/demo-database.ts';
import { frappeThrow } from '../frappe-error.ts';
import { jsonParameter } from '../http/parameters.ts';
import { reachOf } from '../permissions/role-rights.ts';
import { required } from '../rpc/client-reads.ts';
import { MethodAnswer } from '../rpc/method-answer.ts';
import { roundTo } from '../seed/seeded-random.ts';
import { metaOf, type RpcCall, type RpcMethods, type SiteContext } from '../site-context.ts';

/** The recorded query report, and one that Frappe would prepare in the background. */
const DIRECT = 'Shop Orders by Region';
const PREPARED = 'Shop Orders by Region (Prepared)';

const COLUMNS = [
  { fieldtype: 'Link', options: 'Shop Region', width: '150', label: 'Region', fieldname: 'region' },
  { fieldtype: 'Int', width: '80', label: 'Orders', fieldname: 'orders' },
  { fieldtype: 'Currency', width: '120', label: 'Total', fieldname: 'total' },
];

/** frappe/desk/query_report.py, and the prepared reports. */
export const REPORTS: RpcMethods = {
  'frappe.desk.query_report.run': { run: runReport },
  'frappe.desk.query_report.export_query': { run: exportReport },
  'frappe.core.doctype.prepared_report.prepared_report.make_prepared_report': { run: makePreparedReport },
  'frappe.core.doctype.prepared_report.prepared_report.get_reports_in_queued_state': { run: queuedReports },
};

function runReport(call: RpcCall): unknown {
  const { context, parameters } = call;
  const name = reportName(call);
  if (reachOf(context.session, metaOf(context, 'Shop Order'), 'report') === 'none') {
    throw frappeThrow('PermissionError', "You don't have permission to get a report on: Shop Order");
  }
  const isPrepared = name === PREPARED && !['1', 'true', 'True'].includes(String(parameters.ignore_prepared_report));
  if (!isPrepared) return { ...orderResult(call), add_total_row: name === PREPARED ? 1 : 0 };
  const key = filtersKey(parameters.filters);
  const done = preparedReports(call).findLast((report) => report.filters === key && finish(call, report));
  if (done === undefined) return { prepared_report: true, doc: null, add_total_row: 1 };
  return { ...orderResult(call), prepared_report: true, doc: done, add_total_row: 1 };
}

/** The demo makes CSV alone. A prepared report that is not there yet has no columns. */
function exportReport(call: RpcCall): MethodAnswer {
  const { columns, result } = runReport(call) as { columns?: Row[]; result: (Row | unknown[])[] };
  if (columns === undefined) return new MethodAnswer({ page: 'No data to export' });
  const lines = [
    columns.map(({ label }) => label),
    ...result.map((row) => (Array.isArray(row) ? row : columns.map((one) => row[String(one.fieldname)]))),
  ];
  return new MethodAnswer({ file: { name: `${reportName(call)}.csv`, content: lines.map(String).join('\n') } });
}

function reportName(call: RpcCall): string {
  const name = required(call, 'report_name', 'run');
  if (name === DIRECT || name === PREPARED) return name;
  throw frappeThrow('DoesNotExistError', `Report ${name} not found`);
}

/** Like the recorded report, which looks at no permission of the rows. */
function orderResult(call: RpcCall): Row {
  const { context, parameters } = call;
  const filters = (jsonParameter(parameters.filters) ?? {}) as Row;
  const where = filters.region === undefined ? '' : 'AND region = ?';
  const sql = `SELECT region, COUNT(*) AS orders, SUM(grand_total) AS total FROM \`tabShop Order\` WHERE docstatus < 2 ${where} GROUP BY region ORDER BY region`;
  const found = context.database.all(sql, filters.region === undefined ? [] : [filters.region]);
  const rows: unknown[] = found.map((row) => ({ ...row, total: roundTo(Number(row.total ?? 0), 2) }));
  if (reportName(call) === PREPARED) rows.push(['Total', found.reduce((sum, row) => sum + Number(row.orders), 0), 0]);
  return {
    result: rows,
    columns: COLUMNS,
    message: null,
    chart: null,
    report_summary: null,
    skip_total_row: 0,
    status: null,
    execution_time: 0,
  };
}

/** A report is done when it is looked at for the second time, as if a worker had been at it meanwhile. */
interface PreparedReport {
  name: string;
  filters: string;
  owner: string;
  looks: number;
  status: string;
}

function makePreparedReport(call: RpcCall): unknown {
  const { context, parameters } = call;
  const filters = filtersKey(parameters.filters);
  const name = createHash('sha1').update(context.clock.now()).digest('hex').slice(0, 10);
  context.preparedReports.push({ name, filters, owner: context.session.user, looks: 0, status: 'Queued' });
  return { name };
}

function queuedReports(call: RpcCall): unknown {
  const key = filtersKey(call.parameters.filters);
  const queued = preparedReports(call).filter((report) => report.filters === key && report.status === 'Queued');
  return queued.map(({ name }) => ({ name }));
}

function preparedReports({ context }: RpcCall): PreparedReport[] {
  return context.preparedReports.filter(({ owner }) => owner === context.session.user);
}

function finish(call: RpcCall, report: PreparedReport): boolean {
  report.looks += 1;
  // A region that is called so makes its report fail.
  if (report.looks > 1) report.status = report.filters.includes('Nowhere') ? 'Error' : 'Completed';
  return report.status === 'Completed' && call.context.session.user === report.owner;
}

const TRACEBACK = `Traceback with variables (most recent call last):
  File "apps/frappe/frappe/core/doctype/prepared_report/prepared_report.py", line 120, in generate_report
    result = generate_report_result(report=report, filters=instance.filters, user=instance.owner)
      instance = <PreparedReport>
      token = '********'
frappe.exceptions.ValidationError: There is no region <strong>Nowhere</strong>.
<br>Choose another one.`;

/** The document of a Prepared Report: for those with a role of its own, and whoever may run the report. */
export function readPreparedReport(context: SiteContext, name: string): Row {
  const report = context.preparedReports.find((one) => one.name === name);
  if (report === undefined) throw frappeThrow('DoesNotExistError', `Prepared Report ${name} not found`);
  const { roles } = context.session;
  if (!roles.has('System Manager') && !roles.has('Prepared Report User')) {
    throw frappeThrow('PermissionError', `User ${context.session.user} does not have doctype access`);
  }
  const { status, owner, filters } = report;
  const failed = status === 'Error' ? { error_message: TRACEBACK } : {};
  return { name, owner, report_name: PREPARED, filters, status, ...failed, doctype: 'Prepared Report' };
}

/** The filters in the form in which Frappe looks for an equal report. */
function filtersKey(filters: unknown): string {
  const parsed = (jsonParameter(filters) ?? {}) as Row;
  return JSON.stringify(Object.fromEntries(Object.entries(parsed).sort(([a], [b]) => (a < b ? -1 : 1))));
}
