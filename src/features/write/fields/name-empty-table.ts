import { GatewayError, hasCode } from '../../../errors.ts';
import { type DocTypeMeta, isTable } from '../../../metadata/doctype-meta.ts';
import { type DocInput, rowsOf } from '../doc-input.ts';

/**
 * Runs the creation of a document, and adds to a failure of the site the mandatory table that has no rows. Controllers
 * of ERPNext compute totals before Frappe looks for what is mandatory, and fail without a word if there are no rows. An
 * empty table is not refused before the call, as a controller may fill it.
 */
export async function namingEmptyTable<Result>(
  meta: DocTypeMeta,
  input: DocInput,
  write: () => Promise<Result>,
): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    const isFailure = hasCode(error, 'UPSTREAM_ERROR');
    const table = isFailure ? emptyTable(meta, input) : undefined;
    if (!isFailure || table === undefined) throw error;
    const message = `${error.message} ${table} is mandatory, and has no rows.`;
    throw new GatewayError(error.code, message, { ...error.details, field: `input.${table}` }, error.cause);
  }
}

function emptyTable({ docfields }: DocTypeMeta, { tables }: DocInput): string | undefined {
  const filled = new Set(tables.filter((table) => rowsOf(table).length > 0).map(({ docfield }) => docfield.fieldname));
  return docfields.find((docfield) => docfield.isRequired && isTable(docfield) && !filled.has(docfield.fieldname))
    ?.fieldname;
}
