import type { GraphqlAnswer } from './start-gateway.ts';

/** What a browser does with a gateway: it keeps cookies, and says of which page it is. */
export interface Browser {
  /** Sends an operation from the page. */
  ask(query: string, variables?: Record<string, unknown>, headers?: Record<string, string>): Promise<GraphqlAnswer>;
  /** Opens an address as a click does. Redirections are not followed. */
  open(path: string): Promise<Response>;
  /** The `Set-Cookie` headers of the last answer. */
  readonly setCookies: string[];
  cookieHeader(): string;
  /** The value of its only cookie. */
  cookieValue(): string;
  /** Another one with the same cookies, such as a thief's. */
  copy(): Browser;
}

/** @param origin of the page; the gateway's own where it is left out. */
export function openBrowser(url: string, origin = url, cookies = new Map<string, string>()): Browser {
  let setCookies: string[] = [];
  const send = async (path: string, init: RequestInit & { headers: Record<string, string> }): Promise<Response> => {
    const cookie = toHeader(cookies);
    const headers = { ...init.headers, ...(cookie === '' ? {} : { cookie }) };
    const response = await fetch(url + path, { ...init, headers, redirect: 'manual' });
    setCookies = response.headers.getSetCookie();
    for (const set of setCookies) keep(cookies, set);
    return response;
  };
  return {
    ask: async (query, variables = {}, headers = {}) => {
      const body = JSON.stringify({ query, variables });
      const sent = { 'content-type': 'application/json', origin, ...headers };
      const response = await send('/graphql', { method: 'POST', headers: sent, body });
      return { status: response.status, ...((await response.json()) as Omit<GraphqlAnswer, 'status'>) };
    },
    open: (path) => send(path, { headers: { accept: 'text/html', 'sec-fetch-site': 'none' } }),
    get setCookies() {
      return setCookies;
    },
    cookieHeader: () => toHeader(cookies),
    cookieValue: () => [...cookies.values()][0] ?? '',
    copy: () => openBrowser(url, origin, new Map(cookies)),
  };
}

function keep(cookies: Map<string, string>, setCookie: string): void {
  const [pair = '', ...attributes] = setCookie.split('; ');
  const [name = '', value = ''] = pair.split(/=(.*)/s);
  if (attributes.includes('Max-Age=0')) cookies.delete(name);
  else cookies.set(name, value);
}

function toHeader(cookies: ReadonlyMap<string, string>): string {
  return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}
