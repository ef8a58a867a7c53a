import { readConfig } from '../../src/config.ts';
import { CallerToken } from '../../src/frappe/caller-token.ts';
import { createFrappeClient, type FrappeClient } from '../../src/frappe/frappe-client.ts';
import type { CallerContext } from '../../src/frappe/frappe-request.ts';
import type { DocTypeMeta } from '../../src/metadata/doctype-meta.ts';
import { fetchDocTypeMeta } from '../../src/metadata/fetch-doctype-meta.ts';
import { fetchSiteModel } from '../../src/metadata/fetch-site-model.ts';
import { mapConcurrently } from '../../src/metadata/map-concurrently.ts';
import { mergeSiteModel } from '../../src/metadata/merge-site-model.ts';
import type { RawRow, RawSiteModel, SiteModel } from '../../src/metadata/site-model.ts';

/** A site as its metadata is read from. */
export interface MetadataSite {
  client: FrappeClient;
  account: CallerContext;
}

export function connect(url: string, authorization: string): MetadataSite {
  const client = createFrappeClient(readConfig({ FRAPPE_URL: url, FRAPPE_API_KEY: 'k', FRAPPE_API_SECRET: 's' }).site);
  return { client, account: { token: CallerToken.fromAuthorization(authorization) } };
}

/** Reads the model by the gateway's bulk calls. */
export async function readModel({ client, account }: MetadataSite): Promise<{ raw: RawSiteModel; model: SiteModel }> {
  const raw = await fetchSiteModel({ client, account, namedDocTypes: [] });
  return { raw, model: mergeSiteModel(raw) };
}

/**
 * Compares the gateway's own merge with what the site merges itself in `getdoctype`, property by property and in
 * order.
 *
 * @returns one line for each difference.
 */
export async function mergeDifferences(site: MetadataSite, doctypes?: readonly string[]): Promise<string[]> {
  const { raw, model } = await readModel(site);
  const names = doctypes ?? [...model.doctypes.keys()];
  const answers = await mapConcurrently(names, 8, (name) =>
    fetchDocTypeMeta(site.client, site.account, name).catch((error: Error) => error),
  );
  return names.flatMap((name, index) => {
    const answer = answers[index];
    if (answer instanceof Error || answer === undefined)
      return [`${name}: the site does not answer: ${answer?.message}`];
    return differences(model.doctypes.get(name), asTheSiteMerges(raw, answer, name));
  });
}

/** What the site merged, in the gateway's words. */
function asTheSiteMerges(raw: RawSiteModel, docs: readonly RawRow[], name: string): DocTypeMeta | undefined {
  const own = docs.filter((doc) => doc.name === name);
  const modules = raw.tables['Module Def'] ?? [];
  return mergeSiteModel({ ...raw, merged: own, tables: { 'Module Def': modules } }).doctypes.get(name);
}

export function differences(ours: DocTypeMeta | undefined, theirs: DocTypeMeta | undefined): string[] {
  if (ours === undefined || theirs === undefined) return [`${ours?.name ?? theirs?.name}: is on one side alone`];
  const { docfields, permissions, ...own } = ours;
  const { docfields: theirDocfields, permissions: theirPermissions, ...their } = theirs;
  return [
    ...compareProperties(ours.name, own, their),
    ...compareProperties(`${ours.name} order`, docfields.map(fieldnameOf), theirDocfields.map(fieldnameOf)),
    ...docfields.flatMap((docfield) => {
      const other = theirDocfields.find(({ fieldname }) => fieldname === docfield.fieldname) ?? {};
      return compareProperties(`${ours.name}.${docfield.fieldname}`, docfield, other);
    }),
    ...compareProperties(`${ours.name} permissions`, permissions.map(toComparable), theirPermissions.map(toComparable)),
  ];
}

function fieldnameOf({ fieldname }: { fieldname: string }): string {
  return fieldname;
}

function toComparable({ rights, ...rest }: DocTypeMeta['permissions'][number]): object {
  return { ...rest, rights: [...rights] };
}

function compareProperties(subject: string, ours: object, theirs: object): string[] {
  return Object.entries(ours).flatMap(([key, value]) => {
    const other = (theirs as Record<string, unknown>)[key];
    const [own, their] = [JSON.stringify(value), JSON.stringify(other)];
    return own === their ? [] : [`${subject} ${key}: gateway ${own}, site ${their}`];
  });
}
