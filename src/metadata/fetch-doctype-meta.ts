import { GatewayError } from '../errors.ts';
import type { FrappeClient } from '../frappe/frappe-client.ts';
import type { CallerContext } from '../frappe/frappe-request.ts';
import { toReadMethodRequest } from '../frappe/method-request.ts';
import { notFoundReason } from '../frappe/missing-document.ts';
import { mapConcurrently } from './map-concurrently.ts';
import type { RawRow } from './site-model.ts';

const CONCURRENT_CALLS = 8;

/** Reads one DocType with its child DocTypes, merged by the site. Every signed-in user may. */
export async function fetchDocTypeMeta(
  client: FrappeClient,
  account: CallerContext,
  doctype: string,
): Promise<RawRow[]> {
  const request = toReadMethodRequest('frappe.desk.form.load.getdoctype', { doctype, with_parent: 0 });
  const { body } = await client.send(request, account);
  if (Array.isArray(body.docs) && body.docs.length > 0) return body.docs as RawRow[];
  throw new GatewayError('UPSTREAM_CONTRACT', `Expected the metadata of ${doctype} under "docs".`);
}

/**
 * Reads the named DocTypes with their child DocTypes, one call each. Those that the site does not have are left out.
 */
export async function fetchMergedDocTypes(
  client: FrappeClient,
  account: CallerContext,
  doctypes: readonly string[],
): Promise<RawRow[]> {
  const answers = await mapConcurrently(doctypes, CONCURRENT_CALLS, (doctype) =>
    fetchDocTypeMeta(client, account, doctype).catch((error: unknown) => {
      // A child DocType of it may be missing, too, which is another matter.
      if (notFoundReason(error, 'DocType', doctype) === 'isAnother') throw error;
      return [];
    }),
  );
  return [...new Map(answers.flat().map((doc) => [doc.name, doc])).values()];
}
