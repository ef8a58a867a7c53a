import { createHash } from 'node:crypto';
import { textParameter } from '../http/parameters.ts';
import { rolesOf } from '../permissions/session-roles.ts';
import { type RpcCall, type RpcMethods, TopLevel } from './rpc-method.ts';

/** Methods about the site and its users. */
export const SITE_METHODS: RpcMethods = {
  ping: { run: () => 'pong', allowsGuests: true },
  'frappe.ping': { run: () => 'pong', allowsGuests: true },
  'frappe.auth.get_logged_user': { run: (call) => call.context.session.user },
  'frappe.core.doctype.user.user.get_roles': { run: getRoles },
  'frappe.utils.change_log.get_versions': { run: getVersions },
  'shopfloor.api.only_post': { run: ({ parameters }) => ({ posted: parameters.value }), verbs: ['POST'] },
  'frappe.integrations.oauth2.openid_profile': { run: openidProfile },
};

function getRoles({ context, parameters }: RpcCall): unknown {
  return rolesOf(context.database, textParameter(parameters.uid) ?? context.session.user);
}

function getVersions({ context }: RpcCall): unknown {
  const { frappeTitle, frappeDescription, frappeVersion } = context.dialect;
  const { name, title, description, version } = context.app;
  return {
    frappe: { title: frappeTitle, description: frappeDescription, branch: '', version: frappeVersion },
    [name]: { title, description, branch: '', version },
  };
}

function openidProfile({ context, origin }: RpcCall): unknown {
  const { user } = context.session;
  const row = context.database.get('SELECT first_name, last_name, user_image FROM `tabUser` WHERE name = ?', [user]);
  return new TopLevel({
    sub: createHash('sha256').update(user).digest('hex').slice(0, 39),
    name: row?.first_name ?? user,
    given_name: row?.first_name ?? user,
    family_name: row?.last_name ?? null,
    email: user,
    picture: row?.user_image ?? null,
    roles: rolesOf(context.database, user),
    iss: origin,
  });
}
