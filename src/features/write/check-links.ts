import { GatewayError, hasCode, type ServerMessage } from '../../errors.ts';
import { readDocument } from '../../frappe/envelope.ts';
import { toReadMethodRequest } from '../../frappe/method-request.ts';
import type { DocTypeCatalog, DocTypeMeta } from '../../metadata/doctype-meta.ts';
import { mapConcurrently } from '../../metadata/map-concurrently.ts';
import { listRows } from '../../query/execution/rows/list-rows.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { chunk } from '../../query/plan/batch-limits.ts';
import type { CostBasis } from '../../query/plan/cost.ts';
import { type DocInput, type FieldInput, rowsOf } from './doc-input.ts';

/** A link of an input that the site would store without looking for its target. */
interface UncheckedLink {
  target: string;
  name: string;
  path: string;
  label: string;
}

/** The outcome of checking links: messages about those of an input, or an error if one leads nowhere. */
export type LinkCheck = (input: DocInput) => ServerMessage[];

/**
 * Looks for the targets of links that the site does not check: until v16 those that other docfields are fetched from
 * (frappe/model/base_document.py, `get_invalid_links`). One call for each DocType, as the caller; one more for each
 * name that the caller cannot see, because it can exist all the same.
 *
 * @returns the outcome of each input, with a message for a link whose target the caller cannot even read, and throws
 * `INVALID` if the document does not exist.
 */
export async function checkLinks(scope: RequestScope, inputs: readonly DocInput[]): Promise<LinkCheck> {
  const links = new Map(inputs.map((input) => [input, uncheckedLinks(toSite(scope), input)]));
  const byTarget = groupByTarget([...links.values()].flat());
  const found = await Promise.all([...byTarget].map(([target, some]) => checkTargets(scope, target, some)));
  const remarks = new Map(found.flatMap((some) => [...some]));
  return (input) =>
    (links.get(input) ?? []).flatMap((link) => {
      const remark = remarks.get(link) ?? null;
      if (remark instanceof GatewayError) throw remark;
      return remark === null ? [] : [remark];
    });
}

/** @returns the most calls that checking may take. */
export function costOfLinks(site: CheckedSite, input: DocInput): number {
  const links = uncheckedLinks(site, input);
  return groupByTarget(links).size + new Set(links.map(({ target, name }) => `${target}\0${name}`)).size;
}

/** The facts about a site that the check needs. */
type CheckedSite = Pick<CostBasis, 'frappeVersion' | 'doctypes'>;

function toSite({ model }: RequestScope): CheckedSite {
  return { frappeVersion: model.info.frappeVersion, doctypes: model.doctypes };
}

function uncheckedLinks({ frappeVersion, doctypes }: CheckedSite, input: DocInput): UncheckedLink[] {
  if (checksFetchedLinks(frappeVersion)) return [];
  const parts = [input.fields, ...input.tables.flatMap((table) => rowsOf(table).map((row) => row.fields))];
  return parts.flatMap((fields) => fields.flatMap((field) => toUnchecked(doctypes, fields, field)));
}

/** By the version, as nothing but a write could find it out; a look too many does no harm. */
function checksFetchedLinks(frappeVersion: string): boolean {
  return Number.parseInt(frappeVersion, 10) >= 16;
}

function toUnchecked(
  doctypes: DocTypeCatalog,
  fields: readonly FieldInput[],
  { docfield, value, path, isFetchedFrom }: FieldInput,
): UncheckedLink[] {
  if (!isFetchedFrom || value === null || value === '') return [];
  const named = fields.find((field) => field.docfield.fieldname === docfield.options)?.value;
  const target = doctypes.get(docfield.fieldtype === 'Link' ? (docfield.options ?? '') : String(named ?? ''));
  if (target === undefined || target.isSingle || target.isVirtual || target.isChild) return [];
  return [{ target: target.name, name: String(value), path, label: docfield.label ?? docfield.fieldname }];
}

function groupByTarget(links: readonly UncheckedLink[]): Map<string, UncheckedLink[]> {
  const groups = new Map<string, UncheckedLink[]>();
  for (const link of links) groups.set(link.target, [...(groups.get(link.target) ?? []), link]);
  return groups;
}

async function checkTargets(
  scope: RequestScope,
  target: string,
  links: readonly UncheckedLink[],
): Promise<Map<UncheckedLink, Remark>> {
  const seen = await visibleNames(scope, scope.model.doctypes.get(target), [...new Set(links.map(({ name }) => name))]);
  const unseen = links.filter(({ name }) => !seen.has(toKey(name)));
  const remarks = await mapConcurrently(unseen, scope.limits.concurrentDocuments, (link) => checkUnseen(scope, link));
  return new Map(unseen.map((link, index) => [link, remarks[index] ?? null]));
}

/** A message for the caller, or why the input is refused. */
type Remark = ServerMessage | GatewayError | null;

/** None if the caller cannot list the DocType. */
async function visibleNames(
  scope: RequestScope,
  doctype: DocTypeMeta | undefined,
  names: string[],
): Promise<ReadonlySet<string>> {
  if (doctype === undefined) return new Set();
  const read = (some: string[]) =>
    listRows(
      scope,
      doctype,
      { columns: ['name'], tables: {} },
      { filters: [['name', 'in', some]], orderBy: 'name asc', limit: some.length },
    );
  try {
    const rows = await Promise.all(chunk(names, scope.limits.namesPerCall).map(read));
    return new Set(rows.flat().map((row) => toKey(String(row.name))));
  } catch (error) {
    if (hasCode(error, 'FORBIDDEN')) return new Set();
    throw error;
  }
}

/** The site finds names whatever their case, and stores them as they are written on the target. */
function toKey(name: string): string {
  return name.trim().toLowerCase();
}

/** Asks the site whether a document exists that the caller cannot see. */
async function checkUnseen(scope: RequestScope, { target, name, path, label }: UncheckedLink): Promise<Remark> {
  const request = toReadMethodRequest('frappe.client.validate_link', { doctype: target, docname: name });
  try {
    const found = await scope.loaders.once(`link ${target} ${name}`, () => scope.client.send(request, scope.caller));
    const { name: stored } = readDocument(found);
    if (stored !== undefined && stored !== null) return null;
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code !== 'FORBIDDEN') throw error;
    const text = `${path}: whether there is a ${target} ${name} could not be checked, because you are not allowed to read this DocType.`;
    return { title: 'Link not checked', text, indicator: 'orange' };
  }
  return new GatewayError('INVALID', `Could not find ${label}: ${name}`, { field: path });
}
