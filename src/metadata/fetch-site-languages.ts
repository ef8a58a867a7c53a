import { hasCode } from '../errors.ts';
import { readRows } from '../frappe/envelope.ts';
import type { FrappeClient } from '../frappe/frappe-client.ts';
import type { CallerContext } from '../frappe/frappe-request.ts';
import { toListRequest } from '../frappe/list-request.ts';
import { toReadMethodRequest } from '../frappe/method-request.ts';

/** Reads the language of users who have not chosen one. It is English if the site has none, or hides it. */
export async function fetchDefaultLanguage(client: FrappeClient, account: CallerContext): Promise<string> {
  const setting = { doctype: 'System Settings', field: 'language' };
  const request = toReadMethodRequest('frappe.client.get_single_value', setting);
  const answer = await client.send(request, account).catch(toNullIfForbidden);
  const language = answer?.body.message;
  return typeof language === 'string' && language !== '' ? language : 'en';
}

/** Reads the languages that guests can ask for. */
export async function fetchEnabledLanguages(
  client: FrappeClient,
  account: CallerContext,
): Promise<ReadonlySet<string>> {
  const filters = [['enabled', '=', 1]] as const;
  const request = toListRequest({ doctype: 'Language', fields: ['name'], filters, orderBy: 'name asc', limit: 0 });
  const answer = await client.send(request, account).catch(toNullIfForbidden);
  return new Set(answer === null ? [] : readRows(answer).map(({ name }) => String(name)));
}

function toNullIfForbidden(error: unknown): null {
  if (hasCode(error, 'FORBIDDEN')) return null;
  throw error;
}
