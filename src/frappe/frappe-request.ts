import type { CallerToken } from './caller-token.ts';
import type { DocReads } from './doc-reads.ts';
import type { DownloadedFile } from './downloaded-file.ts';
import type { FormUpload } from './form-upload.ts';
import type { OperationBudget } from './operation-budget.ts';
import type { RequestTrace } from './request-trace.ts';

/** One request to the site, before the caller's credential is added. */
export interface FrappeRequest {
  verb: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE' | 'PATCH';
  /** Encoded path with query, such as `/api/resource/Shop%20Order?limit_page_length=20`. */
  path: string;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent in place of a body. It is read while it is sent, so such a request can be sent once only. */
  upload?: FormUpload;
  /** In addition to those of every request, such as `range`. */
  headers?: Readonly<Record<string, string>>;
  /** Sent as a form, where the site takes nothing else. */
  form?: Readonly<Record<string, string>>;
  /** Asks for an HTML page in place of JSON. */
  isPage?: boolean;
  /** The caller is Guest afterwards, at the caller's own request. */
  endsSession?: boolean;
  /** The documents that it reads, if it is known to read some: live queries follow them. */
  reads?: DocReads;
  /** True where sending it twice changes nothing: such a request may be tried again on a broken connection. */
  isRead: boolean;
  /** Bytes that its answer may have, if it may be longer than others. */
  maxBytes?: number;
  /** Keys of the answer whose numbers are wanted as strings with the site's exact digits. */
  exactNumbers?: readonly string[];
  /** A whitelisted method may answer a file or an address too. */
  isMethod?: boolean;
}

/** On whose behalf a request is sent. */
export interface CallerContext {
  token: CallerToken;
  /** The caller's `Accept-Language`, so that messages come in that language. */
  language?: string | undefined;
  /** The caller's network address: Frappe's rate limits and lock-outs count by it. */
  clientAddress?: string | undefined;
  signal?: AbortSignal | undefined;
  /** The request of the caller; absent for calls that the gateway makes for itself, and for streams. */
  trace?: RequestTrace | undefined;
  /** Called after each finished call. */
  observers?: readonly ((call: FinishedCall) => void)[] | undefined;
  /** Called with the seconds for which the site keeps the caller's session from now on. */
  onSessionKept?: ((seconds: number) => void) | undefined;
  /** The remaining budget of the operation; absent for calls that the gateway makes for itself. */
  operation?: OperationBudget | undefined;
  /** Whose turns the calls take, if not those of their own credential. */
  lane?: string | undefined;
  /** Asks the site for the SQL that it ran, where a call can. */
  needsDebug?: boolean;
}

/** The figures of one call to the site. */
export interface FinishedCall {
  request: FrappeRequest;
  /** The status, or 0 where no answer came. */
  status: number;
  startedAt: number;
  /** Milliseconds. */
  duration: number;
  /** Its place among the calls of the caller's request: it started when a call of the round before had ended. */
  round: number;
  /** The rows in its answer; counted where somebody observes the caller's calls. */
  rows: number;
  /** The SQL that the site reported, if it was asked for. */
  debug?: readonly string[];
  /** The error, if the call failed. */
  error?: unknown;
}

/** A successful answer of the site. */
export interface FrappeAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** The parsed body; `{}` where the site sent an empty object for a None result. */
  body: Record<string, unknown>;
  /** The site's report of its work, if it was asked for. */
  debug?: readonly string[];
  /** In place of a body, where a method made a file. */
  file?: DownloadedFile;
  /** In place of a body, where a method sends its caller elsewhere. */
  redirect?: string;
}
