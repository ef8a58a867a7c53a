import { readRows } from '../../frappe/envelope.ts';
import { toListRequest } from '../../frappe/list-request.ts';
import { toReadMethodRequest } from '../../frappe/method-request.ts';
import type { CommandSite } from '../site/command-site.ts';
import { attempt, type Finding, fail, ok, warn } from './finding.ts';

const OLDEST = 14;
const NEWEST = 17;

/** The site's version and zone, and what its service account may read. */
export async function checkSite(site: CommandSite): Promise<Finding[]> {
  const { info } = site.model;
  const major = Number.parseInt(info.frappeVersion, 10);
  const isKnown = major >= OLDEST && major <= NEWEST;
  const version = `Frappe ${info.frappeVersion}, ${site.model.doctypes.size} DocTypes`;
  return [
    isKnown ? ok(version) : warn(`${version}: the gateway is tried with v${OLDEST} to v${NEWEST}`),
    checkZone(info.timeZone),
    await checkAccount(site),
    await checkMetadata(site),
  ];
}

function checkZone(zone: string): Finding {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return ok(`times of the site are in ${zone}`);
  } catch {
    return fail(`the site's time zone, ${zone}, is not known here: times with an offset cannot be converted`);
  }
}

function checkAccount(site: CommandSite): Promise<Finding> {
  return attempt(
    async () => {
      const { body } = await site.client.send(toReadMethodRequest('frappe.auth.get_logged_user', {}), site.account);
      return ok(`the service account is ${String(body.message)}`);
    },
    (error) => fail(`the site does not say who the service account is: ${error.message}`),
  );
}

/** An account that is not System Manager knows only the DocTypes that the configuration names. */
function checkMetadata(site: CommandSite): Promise<Finding> {
  const named = site.schemaConfig.include.doctypes.filter((doctype) => site.model.doctypes.has(doctype));
  const otherwise = (reason: string) =>
    named.length === 0
      ? fail(reason)
      : ok(
          `the service account is not System Manager: of each of ${named.length} DocTypes in include.doctypes, it reads the metadata alone`,
        );
  return mayRead(site, 'DocType', otherwise, 'give it the role System Manager, or name DocTypes in include.doctypes');
}

/** Whether the service account may list a DocType. */
export function mayRead(
  site: CommandSite,
  doctype: string,
  otherwise: (text: string) => Finding,
  remedy: string,
): Promise<Finding> {
  const request = toListRequest({ doctype, fields: ['name'], orderBy: 'name asc', limit: 1 });
  return attempt(
    async () => {
      readRows(await site.client.send(request, site.account));
      return ok(`the service account may read ${doctype}`);
    },
    (error) => otherwise(`the service account is not allowed to read ${doctype} (${error.message}): ${remedy}`),
  );
}
