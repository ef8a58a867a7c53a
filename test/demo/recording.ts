import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { DemoSite, FrappeMajor } from '../../demo/demo-site.ts';

/** One request to a real site, and what it answered. */
export interface Exchange {
  id: string;
  /** A user of the demo, `guest`, or `+` for the header that the request shows. */
  as: string;
  request: {
    method: string;
    path: string;
    headers: Record<string, string>;
    json?: unknown;
    form?: Record<string, string>;
    /** The names of the parts of a form with a file. */
    multipart?: string[];
  };
  response: { status: number; headers: Record<string, string | string[]>; body: unknown };
}

/** An answer as far as it is compared. */
export interface Answer {
  status: number;
  contentType: string;
  body: unknown;
  /** As they were set, in order. */
  cookies: string[];
}

const READ = new Map<FrappeMajor, readonly Exchange[]>();

/** The exchanges that were recorded on a version. */
export function readRecording(version: FrappeMajor): readonly Exchange[] {
  const known = READ.get(version);
  if (known) return known;
  const file = join(import.meta.dirname, `../fixtures/recordings/v${version}.json.gz`);
  const { exchanges } = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as { exchanges: Exchange[] };
  READ.set(version, exchanges);
  return exchanges;
}

/** What was answered when it was recorded. */
export function recordedAnswer({ response }: Exchange): Answer {
  const { status, headers, body } = response;
  return { status, contentType: mimeOf(headers['content-type']), body, cookies: [headers['set-cookie'] ?? []].flat() };
}

/** Sends the request of an exchange to a demo site. @param sid stands where the recording says `<sid>`. */
export async function replay(site: DemoSite, exchange: Exchange, sid = ''): Promise<Answer> {
  const { method, path, headers, json, form, multipart } = exchange.request;
  const sent = new Headers({ accept: 'application/json', ...headers, ...authorization(site, exchange.as) });
  const body = multipart
    ? toForm(multipart)
    : json === undefined
      ? form && new URLSearchParams(form).toString()
      : JSON.stringify(json);
  if (json !== undefined) sent.set('content-type', 'application/json');
  if (form !== undefined) sent.set('content-type', 'application/x-www-form-urlencoded');
  const cookie = sent.get('cookie');
  if (cookie !== null) sent.set('cookie', cookie.replace('<sid>', sid));
  const init = body === undefined ? {} : { body };
  const response = await fetch(site.url + path, { method, headers: sent, redirect: 'manual', ...init });
  const text = await response.text();
  const contentType = mimeOf(response.headers.get('content-type'));
  const cookies = response.headers.getSetCookie();
  return {
    status: response.status,
    contentType,
    body: contentType === 'application/json' ? JSON.parse(text) : text,
    cookies,
  };
}

/** The recordings name the parts of a form; its file was the one that they download afterwards. */
function toForm(parts: readonly string[]): FormData {
  const values: Record<string, string> = { is_private: '1', doctype: 'Shop Customer', docname: 'CUST-00001' };
  const body = new FormData();
  for (const part of parts) {
    if (part === 'file') body.append(part, new Blob(['hello recorded world']), 'hello.txt');
    else body.append(part, values[part] ?? 'Home/Attachments');
  }
  return body;
}

function authorization(site: DemoSite, user: string): Record<string, string> {
  if (user === 'guest' || user === '+') return {};
  return { authorization: site.authorization(user as 'gateway' | 'alice' | 'bob' | 'carol') };
}

function mimeOf(contentType: string | string[] | null | undefined): string {
  return String(contentType ?? '').split(';')[0] ?? '';
}
