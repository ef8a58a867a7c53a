import { deriveOnce } from '../../../derive-once.ts';
import { type DocTypeCatalog, type DocTypeMeta, isTable } from '../../../metadata/doctype-meta.ts';
import { fieldtypeOf } from '../../../metadata/fieldtypes.ts';
import type { RowShape } from '../../plan/read-plan.ts';

/** The docfields of a DocType whose numbers are wanted digit by digit: Currency and big integers. */
const exactFieldnames = deriveOnce(
  ({ docfields }: DocTypeMeta): ReadonlySet<string> =>
    new Set(docfields.filter((docfield) => fieldtypeOf(docfield).isExact).map(({ fieldname }) => fieldname)),
);

/** The keys of rows whose numbers are wanted digit by digit. */
export function exactNumberKeys(doctypes: DocTypeCatalog, doctype: DocTypeMeta, shape: RowShape): string[] {
  const own = exactFieldnames(doctype);
  const keys = shape.columns.filter((column) => own.has(column));
  for (const [table, columns] of Object.entries(shape.tables)) {
    const child = doctypes.get(doctype.docfields.find(({ fieldname }) => fieldname === table)?.options ?? '');
    if (child) keys.push(...columns.filter((column) => exactFieldnames(child).has(column)));
  }
  return keys;
}

const keysOfWholeDocs = deriveOnce((_doctypes: DocTypeCatalog) => new Map<DocTypeMeta, readonly string[]>());

/** The keys of whole documents whose numbers are wanted digit by digit, those of their rows among them. */
export function allExactKeys(doctypes: DocTypeCatalog, doctype: DocTypeMeta): readonly string[] {
  const known = keysOfWholeDocs(doctypes);
  const keys = known.get(doctype) ?? listAllKeys(doctypes, doctype);
  known.set(doctype, keys);
  return keys;
}

function listAllKeys(doctypes: DocTypeCatalog, doctype: DocTypeMeta): readonly string[] {
  const tables = doctype.docfields.filter(isTable).map(({ options }) => doctypes.get(options ?? ''));
  return [doctype, ...tables.filter((child) => child !== undefined)].flatMap((meta) => [...exactFieldnames(meta)]);
}
