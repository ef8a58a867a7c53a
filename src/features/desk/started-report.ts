import { badUserInput, GatewayError, type ServerMessage } from '../../errors.ts';
import { parseExactJson } from '../../exact-json.ts';
import { toDocumentRequest } from '../../frappe/document-request.ts';
import { readDocument, readRows } from '../../frappe/envelope.ts';
import { toFailureText } from '../../frappe/exception-text.ts';
import { toReadMethodRequest } from '../../frappe/method-request.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { decodeToken, encodeToken } from '../../schema/model/json-token.ts';
import { readWritten, sendWrite } from '../write/send-write.ts';
import type { ReportResult } from './report-result.ts';
import { filtersText, type ReportRequest, runReport, toReportFilters } from './run-report.ts';

const MODULE = 'frappe.core.doctype.prepared_report.prepared_report';

/** A report that the site makes in the background. */
export interface StartedReport {
  /** Names the report, its filters and the Prepared Report: it opens nothing that its holder could not see without. */
  handle: string;
  name: string;
  request: Pick<ReportRequest, 'name' | 'filters'>;
  status: 'PENDING' | 'COMPLETED' | 'FAILED';
  result: ReportResult | null;
  /** Why it failed, where it did. */
  error: string | null;
  messages: readonly ServerMessage[];
  /** Whether nothing is read of what the rows of its result lead to. */
  hasPlainEntries?: boolean;
}

/** The name of the report that a handle is about. @throws GatewayError `BAD_USER_INPUT` for an unknown handle. */
export function reportOfHandle(handle: string): string {
  return decodeHandle(handle).report.name;
}

/** Has the site make a report in the background, as the caller. */
export async function startReport(scope: RequestScope, report: ReportRequest): Promise<StartedReport> {
  const body = { report_name: report.name, filters: filtersText(report) };
  const path = `/api/method/${MODULE}.make_prepared_report`;
  const { answer, messages } = await sendWrite(scope, { verb: 'POST', path, body, isRead: false });
  const handle = encodeHandle(String(readWritten(answer, readDocument).name), report);
  return { handle, request: report, name: report.name, status: 'PENDING', result: null, error: null, messages };
}

/**
 * Reads the status of a report, by two calls that return only the caller's own reports. The Prepared Report itself is
 * for those with a role of its own, and its result by name for everybody, so neither is asked first.
 */
export async function readStartedReport(scope: RequestScope, handle: string): Promise<StartedReport> {
  const { prepared, report } = decodeHandle(handle);
  const base = { handle, request: report, name: report.name, result: null, error: null, messages: [] };
  if (await isQueued(scope, prepared, report)) return { ...base, status: 'PENDING' };
  const answer = await runReport(scope, report);
  const done = { ...base, status: 'COMPLETED', result: answer.result, messages: answer.messages } as const;
  if (answer.prepared === prepared) return done;
  const { isCompleted, error } = await readPrepared(scope, prepared);
  // Of several for the same filters, the site returns the newest; then the status of this one is read from itself.
  return answer.prepared !== null && isCompleted ? done : { ...base, status: 'FAILED', error };
}

async function isQueued(scope: RequestScope, prepared: string, report: ReportRequest): Promise<boolean> {
  const args = { report_name: report.name, filters: filtersText(report) };
  const request = toReadMethodRequest(`${MODULE}.get_reports_in_queued_state`, args);
  return readRows(await scope.client.send(request, scope.caller)).some(({ name }) => name === prepared);
}

const NOT_MADE = 'The report was not made.';

/** Asks the Prepared Report itself, which the site shows to those who may read it. */
async function readPrepared(scope: RequestScope, prepared: string): Promise<{ isCompleted: boolean; error: string }> {
  try {
    const answer = await scope.client.send(toDocumentRequest('Prepared Report', prepared, []), scope.caller);
    const { status, error_message: text } = readDocument(answer);
    const reason = typeof text === 'string' ? toFailureText(text) : null;
    return { isCompleted: status === 'Completed', error: reason ?? NOT_MADE };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    if (error.code === 'NOT_FOUND') return { isCompleted: false, error: NOT_MADE };
    if (error.code !== 'FORBIDDEN') throw error;
    return {
      isCompleted: false,
      error: `${NOT_MADE} The site reports the reason to users who can read Prepared Report.`,
    };
  }
}

function encodeHandle(prepared: string, { name, filters }: ReportRequest): string {
  return encodeToken([prepared, name, filters]);
}

/** @throws GatewayError `BAD_USER_INPUT` for what `startReport` has not given. */
function decodeHandle(handle: string): { prepared: string; report: ReportRequest } {
  const [prepared, name, filters] = parseHandle(handle);
  if (typeof prepared !== 'string' || prepared === '' || typeof name !== 'string') {
    throw badUserInput('`handle`: unknown report handle.', 'handle');
  }
  return { prepared, report: { name, filters: toReportFilters(filters), ignoresPrepared: false } };
}

function parseHandle(handle: string): unknown[] {
  const parts = decodeToken(handle, parseExactJson);
  return parts?.length === 3 ? parts : [];
}
