import { badUserInput } from '../../errors.ts';
import { type DocFieldMeta, type DocTypeCatalog, type DocTypeMeta, isStored } from '../../metadata/doctype-meta.ts';
import type { MethodsFile } from '../../metadata/method-catalog.ts';
import { isMethodAllowed, type MethodChoice } from '../../metadata/method-choice.ts';
import { shippedSearches } from '../../metadata/shipped-corrections.ts';

/** The docfield of a link, with the DocType that has it. */
export interface LinkField {
  readonly owner: DocTypeMeta;
  readonly docfield: DocFieldMeta;
}

/**
 * Looks up the docfield of a link.
 *
 * @param field `DocType.fieldname`.
 * @param target the DocType that it has to lead to.
 * @throws GatewayError `BAD_USER_INPUT` if it is not a Link to the DocType.
 */
export function findLinkField(doctypes: DocTypeCatalog, field: string, target: string): LinkField {
  const dot = field.lastIndexOf('.');
  const owner = doctypes.get(field.slice(0, dot));
  const docfield = owner?.docfields.find(({ fieldname }) => fieldname === field.slice(dot + 1));
  const isLink = docfield?.fieldtype === 'Link' && docfield.options === target;
  if (owner === undefined || docfield === undefined || !isLink) {
    throw badUserInput(`field must be a Link to ${target}, such as "Sales Order Item.item_code".`, 'field');
  }
  return { owner, docfield };
}

/** The docfields that take over a value of the linked document (`fetch_from`), with the columns that they take. */
export function fetchedColumns(
  { owner, docfield }: LinkField,
  target: DocTypeMeta | undefined,
  hidden: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const stored = new Set(target?.docfields.filter(isStored).map(({ fieldname }) => fieldname));
  const prefix = `${docfield.fieldname}.`;
  const columns = owner.docfields.flatMap(({ fieldname, fetchFrom }): [string, string][] => {
    const column = fetchFrom?.startsWith(prefix) ? fetchFrom.slice(prefix.length) : '';
    return stored.has(column) && !hidden.has(column) ? [[fieldname, column]] : [];
  });
  return new Map(columns);
}

const SEARCH_ARGUMENTS = ['doctype', 'txt', 'searchfield', 'start', 'page_len', 'filters'];

/** Whether a function is known to search, and callers may reach it: Frappe would run any whitelisted one in its place. */
export function maySearch(query: string, { methods }: MethodsFile, choice: MethodChoice): boolean {
  const own = Object.hasOwn(methods, query) ? methods[query] : undefined;
  const names = new Set(own?.args.map(({ name }) => name));
  const isSearch = shippedSearches().has(query) || SEARCH_ARGUMENTS.every((name) => names.has(name));
  return isSearch && isMethodAllowed(query, choice);
}
