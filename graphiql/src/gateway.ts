import { ENDPOINT } from './settings.ts';

/** An error of an answer. */
export interface AnswerError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly code?: string } & Readonly<Record<string, unknown>>;
}

/** An answer of the gateway. */
export interface GatewayAnswer<Data = Record<string, unknown>> {
  readonly data?: Data | null;
  readonly errors?: readonly AnswerError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** An operation as it is sent. */
export interface OperationParams {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: unknown;
}

/** Options of one request. */
interface SendOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Sends an operation as the user of the page, whose session is in a cookie. */
export async function send<Data = Record<string, unknown>>(
  params: OperationParams,
  { headers = {}, signal }: SendOptions = {},
): Promise<GatewayAnswer<Data>> {
  const response = await fetch(ENDPOINT, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    body: JSON.stringify(params),
    signal: signal ?? null,
  });
  return readAnswer(response);
}

/** Reads a schema: by GET, so that the browser keeps it, and only asks whether it still holds. */
export async function sendByGet(
  { query, operationName }: OperationParams,
  headers: Readonly<Record<string, string>>,
): Promise<GatewayAnswer> {
  const search = new URLSearchParams({ query: query.replace(/\s+/g, ' '), operationName: operationName ?? '' });
  const response = await fetch(`${ENDPOINT}?${search}`, { headers: { accept: 'application/json', ...headers } });
  return readAnswer(response);
}

async function readAnswer<Data>(response: Response): Promise<GatewayAnswer<Data>> {
  const text = await response.text();
  try {
    return JSON.parse(text) as GatewayAnswer<Data>;
  } catch {
    throw new Error(`The gateway answered with status ${response.status}, and not with JSON.`);
  }
}
