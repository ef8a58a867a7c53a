import { networkError, type RawError } from './errors.ts';

/** Bytes of a request that have left the page. */
export interface Progress {
  readonly loaded: number;
  /** Of the whole request, which is a little more than its files. */
  readonly total: number;
}

/** A request to the gateway. */
export interface Sending {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | FormData;
  readonly credentials: RequestCredentials;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: Progress) => void) | undefined;
}

/** An answer as it came. */
export interface RawAnswer {
  readonly data?: unknown;
  readonly errors?: readonly RawError[];
}

/**
 * Sends a request once.
 *
 * @throws UnavailableError `NETWORK` if no answer of the gateway came; the reason of the signal if it was aborted.
 */
export async function send(sending: Sending, fetcher: typeof fetch): Promise<RawAnswer> {
  // Of what browsers have, XMLHttpRequest alone reports how much of a request was sent.
  const canReport = sending.onProgress !== undefined && typeof XMLHttpRequest !== 'undefined';
  const { status, text } = await (canReport ? sendByXhr(sending) : sendByFetch(sending, fetcher));
  const answer = parseAnswer(text);
  if (answer === null) throw networkError(`The response is not from the gateway (HTTP status ${status}).`);
  return answer;
}

interface Received {
  readonly status: number;
  readonly text: string;
}

async function sendByFetch({ url, signal, ...init }: Sending, fetcher: typeof fetch): Promise<Received> {
  const { headers, body, credentials } = init;
  try {
    const response = await fetcher(url, { method: 'POST', headers, body, credentials, signal: signal ?? null });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw networkError('The gateway cannot be reached.', error);
  }
}

function sendByXhr({ url, headers, body, credentials, signal, onProgress }: Sending): Promise<Received> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const xhr = new XMLHttpRequest();
    xhr.open('POST', url);
    xhr.withCredentials = credentials === 'include';
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    xhr.upload.onprogress = ({ loaded, total }) => onProgress?.({ loaded, total });
    xhr.onload = () => resolve({ status: xhr.status, text: xhr.responseText });
    xhr.onerror = () => reject(networkError('The gateway cannot be reached.'));
    xhr.onabort = () => reject(signal?.reason);
    signal?.addEventListener('abort', () => xhr.abort(), { once: true });
    xhr.send(body);
  });
}

function parseAnswer(text: string): RawAnswer | null {
  try {
    const answer = JSON.parse(text) as RawAnswer | null;
    return answer?.data !== undefined || Array.isArray(answer?.errors) ? answer : null;
  } catch {
    return null;
  }
}
