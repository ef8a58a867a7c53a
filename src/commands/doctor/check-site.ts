import { toReadMethodRequest } from '../../frappe/method-request.ts';
import type { CommandSite } from '../site/command-site.ts';
import { attempt, type Finding, fail, ok, warn } from './finding.ts';

const OLDEST = 14;
const NEWEST = 17;

/** The site's version and zone, and its service account. */
export async function checkSite(site: CommandSite): Promise<Finding[]> {
  const { info } = site.model;
  const major = Number.parseInt(info.frappeVersion, 10);
  const isKnown = major >= OLDEST && major <= NEWEST;
  const version = `Frappe ${info.frappeVersion}, ${site.model.doctypes.size} DocTypes`;
  return [
    isKnown ? ok(version) : warn(`${version}: the gateway is tried with v${OLDEST} to v${NEWEST}`),
    checkZone(info.timeZone),
    await checkAccount(site),
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
    (error) =>
      fail(`the site does not say who the service account is: ${error.message}`, {
        fix: 'check FRAPPE_API_KEY and FRAPPE_API_SECRET: /app/user → the service account → Settings → API Access → Generate Keys',
      }),
  );
}
