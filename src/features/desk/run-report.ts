import { badUserInput, GatewayError, type ServerMessage } from '../../errors.ts';
import { isJsonObject } from '../../exact-json.ts';
import { toReadMethodRequest } from '../../frappe/method-request.ts';
import { readServerMessages } from '../../frappe/server-messages.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { Row } from '../../query/plan/read-plan.ts';
import { type ReportResult, toReportResult } from './report-result.ts';

/** A report and what it is to look at. */
export interface ReportRequest {
  name: string;
  filters: Row | null;
  /** Runs it now, though the site makes it in the background. */
  ignoresPrepared: boolean;
}

/** The result of running a report. */
export interface ReportAnswer {
  /** The report and the filters that it was asked for with. */
  request: Pick<ReportRequest, 'name' | 'filters'>;
  /** Null if the site makes it in the background, and has not yet for these filters. */
  result: ReportResult | null;
  /** The name of the Prepared Report that was read. */
  prepared: string | null;
  messages: readonly ServerMessage[];
  /** Whether nothing is read of what its rows lead to. */
  hasPlainEntries?: boolean;
}

/**
 * Reads the filters of a report.
 *
 * @throws GatewayError `BAD_USER_INPUT` for a value that is not an object, and for the key by which Frappe gives out
 * prepared reports of anybody (frappe/desk/query_report.py, `run`).
 */
export function toReportFilters(filters: unknown): Row | null {
  if (filters === null || filters === undefined) return null;
  if (!isJsonObject(filters)) throw badUserInput('filters must be an object.', 'filters');
  if (Object.hasOwn(filters, 'prepared_report_name')) {
    throw badUserInput('Use startedReport to read a report that was started.', 'filters.prepared_report_name');
  }
  return filters;
}

/** Runs a report as the caller. */
export async function runReport(scope: RequestScope, request: ReportRequest): Promise<ReportAnswer> {
  const args = {
    report_name: request.name,
    filters: filtersText(request),
    ...(request.ignoresPrepared ? { ignore_prepared_report: 'true' } : {}),
    // A saved report has filters of its own, which are meant unless others are given.
    ...(request.filters === null ? {} : { are_default_filters: 'false' }),
  };
  const { body } = await scope.client.send(toReadMethodRequest('frappe.desk.query_report.run', args), scope.caller);
  const { message } = body;
  if (typeof message !== 'object' || message === null || Array.isArray(message)) {
    throw new GatewayError('UPSTREAM_CONTRACT', 'Expected a report from the site.');
  }
  const { prepared_report: isPrepared, doc } = message as {
    prepared_report?: unknown;
    doc?: { name?: unknown } | null;
  };
  const isMissing = isPrepared === true && !doc;
  return {
    request,
    result: isMissing ? null : await toReportResult(message as Row, scope.caller),
    prepared: typeof doc?.name === 'string' ? doc.name : null,
    messages: readServerMessages(body),
  };
}

/** Prepared reports are found by the text of their filters, so it is the same everywhere. */
export function filtersText({ filters }: Pick<ReportRequest, 'filters'>): string {
  return JSON.stringify(filters ?? {});
}
