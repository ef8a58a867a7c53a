/** The least that a client of the site's REST API needs, shared by what is measured next to the gateway. */
import { Pool } from 'undici';
import type { SiteCall } from './site-calls.ts';

type Row = Record<string, unknown>;

const pool = new Pool(process.env.FRAPPE_URL ?? 'http://127.0.0.1:1', { connections: 128 });

/** @returns the rows that a list call answers. */
export async function readRows(token: string, call: SiteCall): Promise<Row[]> {
  const { data, message } = (await send(token, call)) as { data?: Row[]; message?: Row[] };
  return data ?? message ?? [];
}

/** @returns the document that a call answers. */
export async function readDoc(token: string, call: SiteCall): Promise<Row> {
  const { data } = (await send(token, call)) as { data: Row };
  return data;
}

async function send(token: string, { method, path, body }: SiteCall): Promise<unknown> {
  const headers = { authorization: token, accept: 'application/json' };
  const answer = await pool.request({
    method,
    path,
    headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
    body: body ?? null,
  });
  const text = await answer.body.text();
  if (answer.statusCode !== 200) throw new Error(`${method} ${path} answered ${answer.statusCode}: ${text}`);
  return JSON.parse(text);
}
