import type { DocTypeMeta } from '../../metadata/doctype-meta.ts';
import type { Row } from '../read-plan.ts';
import { guardedFieldsOf } from './guarded-fields.ts';
import { hiddenField } from './hidden-field.ts';

/** What v17 makes of a value: `XXXXXXXX`, `XX-XX-XXXX`, `XX:XX`, `098XXXXXX`, or nothing of nothing (frappe/model/utils/mask.py). */
const MASK = /XX|^X*$/;

/** Whether the site may have put a mask in the place of a value. */
export function hasMask(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'string' && MASK.test(value));
}

/**
 * Tells masks in docfields whose values are no text: they are null, and the first row says why. A masked text stays as
 * the site shows it, which may be a part of it (`098XXXXXX`).
 */
export function tellMaskedValues(doctype: DocTypeMeta, rows: readonly Row[]): void {
  for (const [fieldname, { isMasked, isText }] of guardedFieldsOf(doctype)) {
    if (!isMasked || isText) continue;
    let isTold = false;
    for (const row of rows) {
      const value = row[fieldname];
      if (typeof value !== 'string' || value === '' || !hasMask(value)) continue;
      row[fieldname] = isTold ? null : hiddenField(fieldname);
      isTold = true;
    }
  }
}
