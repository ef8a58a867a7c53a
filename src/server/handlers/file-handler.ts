import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Logger } from 'pino';
import { badUserInput, GatewayError } from '../../errors.ts';
import { toReportFilters } from '../../features/desk/run-report.ts';
import type { OpenAnswer } from '../../frappe/downloaded-file.ts';
import { toFileRequest } from '../../frappe/file-request.ts';
import type { CallerContext } from '../../frappe/frappe-request.ts';
import { discard } from '../../frappe/read-response-body.ts';
import { isExportPath, readExportPath, toExportRequest } from '../../frappe/report-export.ts';
import { createProxyTrust } from '../../trusted-proxies.ts';
import { toIncomingRequest } from '../caller/incoming-request.ts';
import type { ReadCaller } from '../caller/request-context.ts';
import type { RequestRecord } from '../context/request-record.ts';
import { type JsonLimits, parseJsonWithin } from '../limits/json-limits.ts';
import { depthOfVariables } from '../limits/request-limits.ts';
import { createRequestLog } from '../operation/request-log.ts';
import type { RateLimit } from '../rate-limit/rate-limit.ts';
import { fileCorsHeaders } from '../rules/cors.ts';
import { statusOfRefusal } from '../rules/response-status.ts';
import type { ServedSite } from '../site/served-site.ts';
import { answerError } from './answer-error.ts';
import type { SiteParts } from './graphql-handler.ts';

/** The headers of the site's response that a caller gets; cookies are not among them. */
const KEPT_HEADERS = [
  'content-type',
  'content-length',
  'content-range',
  'content-disposition',
  'accept-ranges',
  'etag',
  'last-modified',
  'cache-control',
];

/** Content types that browsers show without running scripts. Of several, a browser takes the last. */
const HARMLESS = /^(?:image\/(?!svg)|audio\/|video\/|text\/plain|application\/pdf)[^,]*$/i;

interface FileParts {
  readonly site: ServedSite;
  /** Bounds of the filters of a report: those of variables. */
  readonly json: JsonLimits;
}

const METHOD_NOT_ALLOWED = 405;
const RANGE_NOT_SATISFIABLE = 416;

/** Answers requests for files of the site. */
export type FileHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** Handles `/files/…`, `/private/files/…` and `/reports/…`: streams files of the site, with the caller's credential. */
export function createFileHandler(
  { site, config, logger, rateLimit }: Pick<SiteParts, 'site' | 'config' | 'logger' | 'rateLimit'>,
  readCaller: ReadCaller,
): FileHandler {
  const { corsOrigins, trustedProxies, maxBody } = config;
  const json = { values: maxBody.values, depth: depthOfVariables(config) };
  // A file takes as long as its reader needs.
  const log = createRequestLog({ logger, isTrusted: createProxyTrust(trustedProxies), slowMs: 0 });
  const answer = async (record: RequestRecord, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    request.resume();
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const cors = fileCorsHeaders(corsOrigins, request);
    if (corsOrigins.length > 0) response.setHeader('vary', 'origin');
    for (const [name, value] of Object.entries(cors ?? {})) response.setHeader(name, value);
    if (request.method === 'OPTIONS' && cors) return void response.writeHead(204).end();
    if (!isReading(request)) return refuseMethod(record, response);
    try {
      const caller = { ...(await readCaller(toIncomingRequest(request, gone.signal))), trace: record };
      const file = await openWithin(rateLimit, { site, json }, request, caller);
      await sendFile(file, request.url ?? '', response);
    } catch (error) {
      if (response.headersSent) return void response.destroy();
      const answered = toGatewayError(error, logger);
      record.setResult({ errors: [answered] });
      answerError(response, answered, statusOfRefusal(answered));
    }
  };
  return (request, response) => log.run(request, response, (record) => answer(record, request, response));
}

function isReading({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD';
}

function refuseMethod(record: RequestRecord, response: ServerResponse): void {
  const error = badUserInput('Files are read with GET or HEAD.', 'method');
  record.setResult({ errors: [error] });
  response.setHeader('allow', 'GET, HEAD');
  answerError(response, error, METHOD_NOT_ALLOWED);
}

/** Opens a file for a point of the rate limit. Servers hand out public files without a look at the credential. */
async function openWithin(
  rateLimit: RateLimit | null,
  parts: FileParts,
  request: IncomingMessage,
  caller: CallerContext,
): Promise<OpenAnswer> {
  if (rateLimit === null) return openFile(parts, request, caller);
  const watched = isForCallers(request.url ?? '') ? rateLimit.watch(caller) : caller;
  return rateLimit.makeCall(caller, () => openFile(parts, request, watched));
}

/** Whether the site checks who asks for what has this address. */
function isForCallers(url: string): boolean {
  return url.startsWith('/private/') || isExportPath(url);
}

async function openFile(
  { site, json }: FileParts,
  { method, url = '', headers }: IncomingMessage,
  caller: CallerContext,
): Promise<OpenAnswer> {
  if (isExportPath(url)) return openExport({ site, json }, url, caller);
  const asked = toFileRequest(method === 'HEAD' ? 'HEAD' : 'GET', url, headers);
  if (asked === null) throw new GatewayError('NOT_FOUND', 'This is not the address of a file.');
  return site.client.open(asked, caller);
}

/** Has the site export a report. A report without columns is answered by the site with a page in place of a file. */
async function openExport({ site, json }: FileParts, url: string, caller: CallerContext): Promise<OpenAnswer> {
  const asked = readExportPath(url);
  if (asked === null) throw new GatewayError('NOT_FOUND', 'This is not the address of an exported report.');
  const given = asked.filters === null ? null : parseJsonWithin(Buffer.from(asked.filters), json, 'filters');
  const filters = toReportFilters(given);
  const file = await site.client.open(toExportRequest({ name: asked.name, filters }, asked.format), caller);
  if (!String(file.headers['content-type']).startsWith('text/html')) return file;
  discard(file.body);
  throw new GatewayError('NOT_FOUND', 'The report has nothing to export.');
}

async function sendFile(file: OpenAnswer, url: string, response: ServerResponse): Promise<void> {
  if (file.status === RANGE_NOT_SATISFIABLE) return refuseRange(file, response);
  try {
    response.writeHead(file.status, toHeaders(file, url));
    await pipeline(file.body, response);
  } catch (error) {
    // A body that nobody reads would keep its place among the calls to the site.
    discard(file.body);
    throw error;
  }
}

/** The site says how long the file is, and what it adds to that is a page. */
function refuseRange({ headers, body }: OpenAnswer, response: ServerResponse): void {
  discard(body);
  const range = headers['content-range'];
  if (typeof range === 'string') response.setHeader('content-range', range);
  answerError(response, badUserInput('`Range`: the file ends before this part.', 'Range'), RANGE_NOT_SATISFIABLE);
}

/** A file comes from a user, and its address is the gateway's own: nothing in it may run there. */
function toHeaders({ headers }: OpenAnswer, url: string): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = headers[name];
    if (typeof value === 'string') kept[name] = value;
  }
  if (!HARMLESS.test(kept['content-type'] ?? ''))
    kept['content-disposition'] = toAttachment(kept['content-disposition']);
  if (isForCallers(url)) {
    kept['cache-control'] = 'private, no-cache';
    kept.vary = 'authorization, cookie, origin';
  }
  return kept;
}

function toAttachment(disposition: string | undefined): string {
  const [, name] = /(?:^|;)\s*(filename.*)$/is.exec(disposition ?? '') ?? [];
  return name === undefined ? 'attachment' : `attachment; ${name}`;
}

function toGatewayError(error: unknown, logger: Logger): GatewayError {
  if (error instanceof GatewayError) return error;
  logger.error({ err: error }, 'unexpected error');
  return new GatewayError('INTERNAL', 'Internal error.');
}
