import type { Dialect } from '../dialects.ts';
import { frappeThrow, pythonError } from '../frappe-error.ts';
import { parsePythonJson } from '../python-json.ts';

/** The parameters of a request (`form_dict`): text, or native values of a JSON body. */
export type Parameters = Record<string, unknown>;

/** Reads the parameters: a JSON body replaces query and form. */
export function readParameters(
  dialect: Dialect,
  query: URLSearchParams,
  contentType: string,
  body: string,
): Parameters {
  if (contentType.startsWith('application/json') && body !== '') return readJsonBody(dialect, body);
  const parameters: Parameters = Object.fromEntries(query);
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    Object.assign(parameters, Object.fromEntries(new URLSearchParams(body)));
  }
  delete parameters._;
  return parameters;
}

/** A parameter that is JSON text in a query and native in a body. @throws FrappeError 500 when the text is not JSON. */
export function jsonParameter(value: unknown): unknown {
  if (typeof value !== 'string' || value === '') return value;
  try {
    return parsePythonJson(value);
  } catch {
    throw brokenJson(value);
  }
}

/** Text or undefined. */
export function textParameter(value: unknown): string | undefined {
  return value === undefined || value === null || value === '' ? undefined : String(value);
}

/** A whole number, or the default. */
export function integerParameter(value: unknown, otherwise: number): number {
  if (value === undefined || value === null || value === '') return otherwise;
  return Number.parseInt(String(value), 10) || 0;
}

/** `sbool`: the words that mean false, everything else is true. */
export function booleanParameter(value: unknown, otherwise: boolean): boolean {
  if (value === undefined) return otherwise;
  return !['false', '0', '', 'null', 'none'].includes(String(value).toLowerCase());
}

function readJsonBody(dialect: Dialect, body: string): Parameters {
  let parsed: unknown;
  try {
    parsed = parsePythonJson(body);
  } catch {
    throw dialect.hasNewQueryEngine ? frappeThrow('DataError', 'Invalid request body') : brokenJson(body);
  }
  if (Array.isArray(parsed)) {
    if (dialect.major === 14) throw frappeThrow('ValidationError', 'Invalid request arguments');
    return { data: parsed };
  }
  return parsed as Parameters;
}

/** Python says where it stopped: after an opening bracket, or at the start. */
function brokenJson(text: string) {
  const opening = /^[[{\s]*/.exec(text)?.[0].length ?? 0;
  const place = opening >= text.length ? `line 1 column ${opening + 1} (char ${opening})` : `line 1 column 1 (char 0)`;
  return pythonError('json.decoder.JSONDecodeError', `Expecting value: ${place}`);
}
