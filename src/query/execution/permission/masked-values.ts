import type { DocTypeMeta } from '../../../metadata/doctype-meta.ts';
import { guardedFieldsOf } from '../../plan/guarded-fields.ts';
import type { Row } from '../../plan/read-plan.ts';
import type { RequestScope } from '../scope/request-scope.ts';
import { hideColumn } from './hidden-field.ts';
import { isPlainMask } from './mask.ts';
import { refusalToUnmask } from './permlevels.ts';

/**
 * Hides masked docfields of rows that a list gave, if their values are not text: they are null, and the first row has
 * the error. The site masks no 0 and nothing empty, so it is the caller's roles that decide. A masked text stays as the
 * site shows it, which may be a part of it (`098XXXXXX`). Asks for the roles only if such a docfield is asked for.
 *
 * @param permitting the DocType whose permissions decide: for child rows, their parent's.
 */
export async function hideMaskedValues(
  scope: RequestScope,
  permitting: DocTypeMeta,
  doctype: DocTypeMeta,
  columns: readonly string[],
  rows: readonly Row[],
): Promise<void> {
  const guarded = guardedFieldsOf(doctype);
  if (guarded.size === 0 || rows.length === 0) return;
  for (const column of columns) {
    const field = guarded.get(column);
    // A column that is an error already is one that the caller cannot read at all.
    if (!field?.isMasked || field.isText || rows[0]?.[column] instanceof Error) continue;
    const refusal = await refusalToUnmask(scope, permitting, doctype, column);
    // The site may mask more than the roles imply: in child rows, which have no permissions of their own.
    const isMasked = rows.some((row) => isPlainMask(row[column]));
    if (refusal || isMasked) hideColumn(rows, column, refusal ?? undefined);
  }
}
