import { badUserInput, GatewayError, hasCode } from '../../errors.ts';
import type { DocumentMapping } from '../../metadata/document-mappings.ts';
import { listRows } from '../../query/execution/rows/list-rows.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { JsonArguments } from './assert-arguments.ts';

/** The document that is to be mapped, and how. */
export interface MappedSource {
  /** The mapping of its DocType; those of all DocTypes that it may be of, if the caller named none. */
  readonly mappings: readonly DocumentMapping[];
  readonly name: string;
  /** Further arguments of the function. */
  readonly args: JsonArguments;
}

/**
 * The mapping of a document. If its DocType is not known, the document is looked for as the caller, one call for each
 * DocType that it may be of.
 *
 * @throws GatewayError `NOT_FOUND`, or `BAD_USER_INPUT` if documents of several DocTypes have this name.
 */
export async function chooseMapping(scope: RequestScope, { mappings, name }: MappedSource): Promise<DocumentMapping> {
  const [first] = mappings;
  if (first !== undefined && mappings.length === 1) return first;
  const looks = await Promise.all(mappings.map((mapping) => hasDoc(scope, mapping.source, name)));
  const found = mappings.filter((_mapping, index) => looks[index]);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const sources = (found.length === 0 ? mappings : found).map(({ source }) => source).join(', ');
  if (found.length > 1)
    throw badUserInput(`from: ${name} is a name in ${sources}. Choose one with \`fromDoctype\`.`, 'from');
  throw new GatewayError('NOT_FOUND', `There is no ${name} in ${sources}.`, { field: 'from' });
}

async function hasDoc(scope: RequestScope, source: string, name: string): Promise<boolean> {
  const doctype = scope.model.doctypes.get(source);
  if (doctype === undefined) return false;
  const columns = { columns: ['name'], tables: {} };
  const query = { filters: [['name', '=', name] as const], orderBy: 'name asc', limit: 1 };
  try {
    return (await listRows(scope, doctype, columns, query)).length > 0;
  } catch (error) {
    if (hasCode(error, 'FORBIDDEN')) return false;
    throw error;
  }
}
