import { GatewayError } from '../../errors.ts';
import { readRows } from '../../frappe/envelope.ts';
import { toListRequest } from '../../frappe/list-request.ts';
import type { CommandSite } from '../site/command-site.ts';
import {
  type AccountRight,
  FEATURE_RIGHTS,
  FOLLOWED_RIGHT,
  FURTHER_METADATA_RIGHTS,
  METADATA_RIGHT,
} from './account-rights.ts';
import { attempt, type Finding, fail, ok, warn } from './finding.ts';

/**
 * Whether the service account has the rights that the features of the gateway take.
 *
 * @param followed the DocTypes whose changes are followed.
 * @param isUsed which features matter.
 */
export async function checkRights(
  site: CommandSite,
  followed: readonly string[],
  isUsed: (right: AccountRight) => boolean,
): Promise<Finding[]> {
  const metadata = await checkMetadata(site);
  const further = metadata.subjects.length > 0 && metadata.level === 'ok' ? FURTHER_METADATA_RIGHTS : [];
  const ofFeatures = [...further, ...FEATURE_RIGHTS].filter(isUsed);
  return [
    metadata,
    ...(await Promise.all(followed.map((doctype) => checkRight(site, { ...FOLLOWED_RIGHT, doctype }, fail)))),
    ...(await Promise.all(ofFeatures.map((right) => checkRight(site, right, warn)))),
  ];
}

/** An account that is not System Manager knows only the DocTypes that the configuration names. */
function checkMetadata(site: CommandSite): Promise<Finding> {
  const named = site.schemaConfig.include.doctypes.filter((doctype) => site.model.doctypes.has(doctype));
  const knowsSome: typeof fail = () =>
    ok(
      `the service account is not System Manager: of each of ${named.length} DocTypes in include.doctypes, it reads the metadata alone`,
    );
  return checkRight(site, METADATA_RIGHT, named.length === 0 ? fail : knowsSome);
}

/** Asks for one document, with the columns that lesser rights leave out. */
function checkRight(site: CommandSite, right: AccountRight, otherwise: typeof fail): Promise<Finding> {
  const { doctype, columns, effect } = right;
  const fields = ['name', ...columns];
  const request = toListRequest({ doctype, fields, orderBy: 'name asc', limit: 1, asBody: doctype === 'RQ Job' });
  const lacking = (reason: string) =>
    otherwise(`the service account ${reason}: ${effect}`, { subject: doctype, fix: howToGive(right) });
  return attempt(
    async () => {
      const [row] = readRows(await site.client.send(request, site.account));
      const isWhole = row === undefined || columns.every((column) => column in row);
      if (!isWhole) return lacking('is not allowed to read all of {}');
      return ok('the service account may read {}', { subject: doctype });
    },
    (error) => {
      const code = error instanceof GatewayError ? error.code : null;
      if (code === 'NOT_FOUND' && otherwise === warn) return ok('the site does not have {}', { subject: doctype });
      return lacking(code === 'FORBIDDEN' ? 'is not allowed to read {}' : `cannot read {} (${error.message})`);
    },
  );
}

const GIVE_ROLE = 'open /app/user → the service account → Roles & Permissions, and tick the role';
const GIVE_RULE = 'open /app/permission-manager → the DocType, and give a role of the service account';

/** The clicks that give a right. */
function howToGive({ doctype, rights, role, isGivable }: AccountRight): string {
  const ways = [
    role === FOLLOWED_RIGHT.role ? [] : `${GIVE_ROLE} ${role}`,
    isGivable ? `${GIVE_RULE} ${rights}` : [],
    doctype === METADATA_RIGHT.doctype ? 'name DocTypes in include.doctypes of gateway.config.json' : [],
  ];
  return `on the site, ${ways.flat().join('; or ')}`;
}
