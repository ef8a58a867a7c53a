import { GatewayError } from '../../../errors.ts';
import { laneOf } from '../../../frappe/caller-lane.ts';
import { toReadMethodRequest } from '../../../frappe/method-request.ts';
import type { DocTypeMeta } from '../../../metadata/doctype-meta.ts';
import { LongWork } from '../../../turns.ts';
import type { Row } from '../../plan/read-plan.ts';
import type { RequestScope } from '../scope/request-scope.ts';
import { readVersions, type Version } from './document-versions.ts';
import { type TimelineEntry, toRows, toTimeline } from './timeline.ts';

/** The comments, assignments and shares of a document, as its form shows them. */
export interface Docinfo {
  comments: readonly Row[];
  /** Open ToDos. */
  assignments: readonly Row[];
  shares: readonly Row[];
  /** File documents, as far as the form lists them. */
  attachments: readonly Row[];
  versions: readonly Version[];
  timeline: readonly TimelineEntry[];
  isFollowed: boolean;
}

/**
 * Reads all of it by one call, as the caller: `frappe.desk.form.load.get_docinfo` asks for the right to read. A document
 * may have thousands of entries, so others are let in between.
 */
export async function readDocinfo(scope: RequestScope, doctype: DocTypeMeta, name: string): Promise<Docinfo> {
  const args = { doctype: doctype.name, name };
  const request = toReadMethodRequest('frappe.desk.form.load.get_docinfo', args);
  const { body } = await scope.client.send(request, scope.caller);
  const { docinfo } = body;
  if (typeof docinfo !== 'object' || docinfo === null) {
    throw new GatewayError('UPSTREAM_CONTRACT', 'Expected the form data of a document (`docinfo`).');
  }
  const info = docinfo as Row;
  const work = new LongWork(laneOf(scope.caller));
  const shared = toRows(info.shared);
  return {
    comments: toRows(info.comments),
    assignments: toRows(info.assignments),
    shares: shared,
    attachments: toRows(info.attachments),
    versions: await readVersions(scope, doctype, toRows(info.versions), work),
    timeline: await toTimeline(info, work),
    isFollowed: Boolean(info.is_document_followed),
  };
}
