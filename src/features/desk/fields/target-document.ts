import { badUserInput } from '../../../errors.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';
import type { DocTypeEntry } from '../../../schema/model/doctype-entry.ts';

/**
 * The DocType of a document that an argument names.
 *
 * @param field the argument that holds the DocType's name.
 * @throws GatewayError `BAD_USER_INPUT` if the schema does not have the DocType, or its rows are not documents.
 */
export function targetDocType({ model }: SchemaParts, doctype: string, field: string): DocTypeEntry {
  const entry = model.byDoctype.get(doctype);
  if (entry === undefined) throw badUserInput(`${field} is not a DocType of this schema.`, field);
  if (entry.meta.isChild) throw badUserInput(`${field} must not be a child table.`, field);
  return entry;
}

/** The name of a document. @throws GatewayError `BAD_USER_INPUT` if it is blank. */
export function targetName(name: string | number, field: string): string {
  if (String(name).trim() === '') throw badUserInput(`${field} cannot be blank.`, field);
  return String(name);
}
