import { GatewayError } from '../../errors.ts';
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
    (error) =>
      fail(`the site does not say who the service account is: ${error.message}`, {
        fix: 'check FRAPPE_API_KEY and FRAPPE_API_SECRET: User List → the service account → Settings → API Access → Generate Keys',
      }),
  );
}

/** An account that is not System Manager knows only the DocTypes that the configuration names. */
function checkMetadata(site: CommandSite): Promise<Finding> {
  const named = site.schemaConfig.include.doctypes.filter((doctype) => site.model.doctypes.has(doctype));
  const otherwise: typeof fail = (reason, details) =>
    named.length === 0
      ? fail(reason, details)
      : ok(
          `the service account is not System Manager: of each of ${named.length} DocTypes in include.doctypes, it reads the metadata alone`,
        );
  return mayRead(site, 'DocType', otherwise, {
    fix: `${GIVE_ROLE} System Manager, or name DocTypes in include.doctypes of gateway.config.json`,
  });
}

/** The way to a role on the site, without the role's name at its end. */
export const GIVE_ROLE = 'on the site, open User List → the service account → Roles & Permissions, and tick the role';

/** The meaning of a right that is missing, and what to do. */
interface MissingRight {
  readonly effect?: string;
  readonly fix: string;
}

/** Whether the service account may list a DocType. */
export function mayRead(
  site: CommandSite,
  doctype: string,
  otherwise: typeof fail,
  { effect, fix }: MissingRight,
): Promise<Finding> {
  const request = toListRequest({ doctype, fields: ['name'], orderBy: 'name asc', limit: 1 });
  return attempt(
    async () => {
      readRows(await site.client.send(request, site.account));
      return ok('the service account may read {}', { subject: doctype });
    },
    (error) => {
      const isRefused = error instanceof GatewayError && error.code === 'FORBIDDEN';
      const reason = isRefused ? 'is not allowed to read {}' : `cannot read {} (${error.message})`;
      const text = `the service account ${reason}${effect === undefined ? '' : `: ${effect}`}`;
      return otherwise(text, { subject: doctype, fix });
    },
  );
}
