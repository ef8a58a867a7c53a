import { deriveOnce } from '../../derive-once.ts';
import type { DocFieldMeta, DocTypeMeta } from '../../metadata/doctype-meta.ts';
import { fieldtypeOf } from '../../metadata/fieldtypes.ts';

/** A docfield that not everybody may see who may read its document. */
export interface GuardedField {
  readonly permlevel: number;
  /** Shown as a mask to those without the right `mask` (v17). */
  readonly isMasked: boolean;
  /** Whether a mask fits into its values: `XXXXXX@example.com` is a text, and no number. */
  readonly isText: boolean;
}

/** The guarded docfields of a DocType by fieldname. Most DocTypes have none. */
export const guardedFieldsOf: (doctype: DocTypeMeta) => ReadonlyMap<string, GuardedField> = deriveOnce(
  ({ docfields }: DocTypeMeta) =>
    new Map(
      docfields
        .filter(({ permlevel, isMasked }) => permlevel > 0 || isMasked)
        .map((docfield) => [docfield.fieldname, toGuardedField(docfield)]),
    ),
);

/** Whether a docfield of a DocType is above permlevel 0. */
export function isAboveLevelZero(doctype: DocTypeMeta, fieldname: string): boolean {
  return (guardedFieldsOf(doctype).get(fieldname)?.permlevel ?? 0) > 0;
}

function toGuardedField(docfield: DocFieldMeta): GuardedField {
  const { permlevel, isMasked } = docfield;
  return { permlevel, isMasked, isText: fieldtypeOf(docfield).takesTextMask };
}
