import { badUserInput, GatewayError, type ServerMessage } from '../../errors.ts';
import { parseExactJson } from '../../exact-json.ts';
import { toDocumentRequest } from '../../frappe/document-request.ts';
import { readDocument, readRows } from '../../frappe/envelope.ts';
import { toReadMethodRequest } from '../../frappe/method-request.ts';
import type { RequestScope } from '../request-scope.ts';
import { readWritten, sendWrite } from '../write/send-write.ts';
import type { ReportResult } from './report-result.ts';
import { filtersText, type ReportRequest, runReport, toReportFilters } from './run-report.ts';

const MODULE = 'frappe.core.doctype.prepared_report.prepared_report';

/** A report that the site makes in the background. */
export interface StartedReport {
  /** Names the report, its filters and the Prepared Report: it opens nothing that its holder could not see without. */
  handle: string;
  name: string;
  status: 'PENDING' | 'COMPLETED' | 'FAILED';
  result: ReportResult | null;
  messages: readonly ServerMessage[];
}

/** Has the site make a report in the background, as the caller. */
export async function startReport(scope: RequestScope, report: ReportRequest): Promise<StartedReport> {
  const body = { report_name: report.name, filters: filtersText(report) };
  const path = `/api/method/${MODULE}.make_prepared_report`;
  const { answer, messages } = await sendWrite(scope, { verb: 'POST', path, body, isRead: false });
  const handle = encodeHandle(String(readWritten(answer, readDocument).name), report);
  return { handle, name: report.name, status: 'PENDING', result: null, messages };
}

/**
 * Looks how far a report is, by two calls that tell each caller of his own alone. The Prepared Report itself is for
 * those with a role of its own, and its result by name for everybody, so neither is asked first.
 */
export async function readStartedReport(scope: RequestScope, handle: string): Promise<StartedReport> {
  const { prepared, report } = decodeHandle(handle);
  const base = { handle, name: report.name, messages: [] };
  if (await isQueued(scope, prepared, report)) return { ...base, status: 'PENDING', result: null };
  const answer = await runReport(scope, report);
  // Of several for the same filters, the site gives the newest: then this one tells itself what became of it.
  const isDone = answer.prepared === prepared || (answer.prepared !== null && (await isCompleted(scope, prepared)));
  if (!isDone) return { ...base, status: 'FAILED', result: null };
  return { ...base, status: 'COMPLETED', result: answer.result, messages: answer.messages };
}

async function isQueued(scope: RequestScope, prepared: string, report: ReportRequest): Promise<boolean> {
  const args = { report_name: report.name, filters: filtersText(report) };
  const request = toReadMethodRequest(`${MODULE}.get_reports_in_queued_state`, args);
  return readRows(await scope.client.send(request, scope.caller)).some(({ name }) => name === prepared);
}

async function isCompleted(scope: RequestScope, prepared: string): Promise<boolean> {
  try {
    const answer = await scope.client.send(toDocumentRequest('Prepared Report', prepared, []), scope.caller);
    return readDocument(answer).status === 'Completed';
  } catch (error) {
    const isHidden = error instanceof GatewayError && (error.code === 'FORBIDDEN' || error.code === 'NOT_FOUND');
    if (isHidden) return false;
    throw error;
  }
}

function encodeHandle(prepared: string, { name, filters }: ReportRequest): string {
  return Buffer.from(JSON.stringify([prepared, name, filters])).toString('base64url');
}

/** @throws GatewayError `BAD_USER_INPUT` for what `startReport` has not given. */
function decodeHandle(handle: string): { prepared: string; report: ReportRequest } {
  const [prepared, name, filters] = parseHandle(handle);
  if (typeof prepared !== 'string' || prepared === '' || typeof name !== 'string') {
    throw badUserInput('handle is no handle of a prepared report.', 'handle');
  }
  return { prepared, report: { name, filters: toReportFilters(filters), ignoresPrepared: false } };
}

function parseHandle(handle: string): unknown[] {
  try {
    const parts: unknown = parseExactJson(Buffer.from(handle, 'base64url').toString('utf8'));
    return Array.isArray(parts) && parts.length === 3 ? parts : [];
  } catch {
    return [];
  }
}
