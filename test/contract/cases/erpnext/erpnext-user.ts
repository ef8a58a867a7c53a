import { expect } from 'vitest';
import type { ContractSite } from '../../contract-site.ts';

/** Roles of ERPNext that somebody who sells, buys, delivers and books has. */
const ROLES = [
  ...['Sales User', 'Sales Master Manager', 'Stock User', 'Stock Manager', 'Item Manager'],
  ...['Accounts User', 'Accounts Manager', 'Purchase User', 'Purchase Master Manager'],
];

/** A user with ordinary roles of ERPNext. */
export interface ErpnextUser {
  /** Their credential. */
  authorization: string;
  /** Asks the gateway, and expects no error. */
  // biome-ignore lint/suspicious/noExplicitAny: cases read answers freely
  ask(query: string, variables?: Record<string, unknown>): Promise<any>;
  /** Calls a method of the site itself, past the gateway, as the Desk does. */
  // biome-ignore lint/suspicious/noExplicitAny: cases read answers freely
  desk(method: string, args: Record<string, unknown>): Promise<any>;
}

/** Creates a user through the gateway, roles included, and signs them in by an API key. */
export async function createErpnextUser(site: ContractSite): Promise<ErpnextUser> {
  const email = `e15-${process.pid}-${Date.now()}@example.com`;
  const roles = ROLES.map((role) => ({ role }));
  const input = { email, first_name: 'E15', send_welcome_email: false, roles };
  const { data, errors } = await site.ask(
    `mutation ($input: UserInput, $args: JSON) {
      createUser(input: $input) { user { roles { role { name } } } }
      callMethod(path: "frappe.core.doctype.user.user.generate_keys", args: $args) { result }
    }`,
    { variables: { input, args: { user: email } } },
  );
  expect(errors).toBeUndefined();
  const given = data.createUser.user.roles.map((row: { role: { name: string } }) => row.role.name);
  expect(given.sort()).toEqual([...ROLES].sort());
  const { user } = (await site.ask(`{ user(name: ${JSON.stringify(email)}) { api_key } }`)).data;
  const authorization = `token ${user.api_key}:${data.callMethod.result.api_secret}`;
  return {
    authorization,
    ask: async (query, variables = {}) => {
      const answer = await site.ask(query, { as: 'guest', headers: { authorization }, variables });
      expect(answer.errors).toBeUndefined();
      return answer.data;
    },
    desk: async (method, args) => {
      const { status, body } = await site.restAs(`/api/method/${method}`, authorization, args);
      expect([status, body.exception]).toEqual([200, undefined]);
      return body.message;
    },
  };
}
