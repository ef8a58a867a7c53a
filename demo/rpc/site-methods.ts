import { textParameter } from '../http/parameters.ts';
import { rolesOf } from '../permissions/session-roles.ts';
import { translationsOf } from '../seed/translations.ts';
import { openidClaims } from '../sign-in/openid-claims.ts';
import type { RpcCall, RpcMethods } from '../site-context.ts';
import { TopLevel } from './top-level.ts';

/** Methods about the site and its users. */
export const SITE_METHODS: RpcMethods = {
  ping: { run: () => 'pong', allowsGuests: true },
  'frappe.ping': { run: () => 'pong', allowsGuests: true },
  'frappe.auth.get_logged_user': { run: (call) => call.context.session.user },
  'frappe.core.doctype.user.user.get_roles': { run: getRoles },
  'frappe.translate.get_boot_translations': { run: getBootTranslations, allowsGuests: true, verbs: ['GET'] },
  'frappe.utils.change_log.get_versions': { run: getVersions },
  'shopfloor.api.only_post': { run: ({ parameters }) => ({ posted: parameters.value }), verbs: ['POST'] },
  'frappe.integrations.oauth2.openid_profile': { run: openidProfile },
};

function getRoles({ context, parameters }: RpcCall): unknown {
  return rolesOf(context.database, textParameter(parameters.uid) ?? context.session.user);
}

function getVersions({ context }: RpcCall): unknown {
  const { frappeTitle, frappeDescription, frappeVersion } = context.dialect;
  const { name, title, description, version, others = [] } = context.app;
  return {
    frappe: { title: frappeTitle, description: frappeDescription, branch: '', version: frappeVersion },
    [name]: { title, description, branch: '', version },
    ...Object.fromEntries(others.map((app) => [app.name, { ...app, description: app.title, branch: '' }])),
  };
}

/** The texts of a language. Countries are in that of the request: `_lang`, or that of the user. */
function getBootTranslations({ context, parameters }: RpcCall): unknown {
  const { database, session } = context;
  const [user] = database.all('SELECT language FROM `tabUser` WHERE name = ?', [session.user]);
  const own = textParameter(parameters._lang) || String(user?.language ?? '') || 'en';
  return translationsOf(database, textParameter(parameters.lang) || own, own);
}

function openidProfile({ context, origin }: RpcCall): unknown {
  return new TopLevel(openidClaims(context, context.session.user, origin));
}
