import type { DemoSite } from '../../demo/demo-site.ts';

type User = 'gateway' | 'alice' | 'bob' | 'carol' | 'administrator';
type Body = Record<string, unknown>;

/** An answer of a demo site. */
export interface SiteAnswer {
  status: number;
  body: Body;
}

/** Calls a demo site as a user. */
export function asUser(site: DemoSite, user: User) {
  const send = async (method: string, path: string, sent?: Body): Promise<SiteAnswer> => {
    const headers = { authorization: site.authorization(user), accept: 'application/json' };
    const json = sent === undefined ? {} : { body: JSON.stringify(sent) };
    const type = sent === undefined ? {} : { 'content-type': 'application/json' };
    const response = await fetch(site.url + path, { method, headers: { ...headers, ...type }, ...json });
    return { status: response.status, body: (await response.json()) as Body };
  };
  return {
    send,
    get: (path: string) => send('GET', path),
    list: async (doctype: string, query: Body = {}): Promise<Body[]> => {
      const answer = await send('POST', '/api/method/frappe.client.get_list', {
        doctype,
        order_by: 'name asc',
        ...query,
      });
      return answer.body.message as Body[];
    },
  };
}
