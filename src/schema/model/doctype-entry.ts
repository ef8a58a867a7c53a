import { type DocFieldMeta, type DocTypeCatalog, type DocTypeMeta, isTable } from '../../metadata/doctype-meta.ts';
import { fieldtypeOf, type ScalarName } from '../../metadata/fieldtypes.ts';
import { enumValueName } from './naming.ts';
import type { SchemaReport } from './schema-report.ts';

/** A DocType with the names under which the schema shows it. */
export interface DocTypeEntry {
  readonly meta: DocTypeMeta;
  /** Type name. */
  readonly type: string;
  /** Root field of one document. */
  readonly singular: string;
  /** Root field of a list. */
  readonly plural: string;
  readonly fields: readonly DocFieldEntry[];
  /** Whether child rows are shown only after a permitted read of their document, whatever lists say. */
  readonly hasRowsByDocument: boolean;
  /** The writable docfields, including Passwords, which queries never show. */
  readonly inputs: readonly DocFieldEntry[];
  /** Fieldnames that nobody may see, by configuration. */
  readonly hidden: ReadonlySet<string>;
}

/** A docfield with the name and the way in which the schema shows it. */
export interface DocFieldEntry {
  readonly docfield: DocFieldMeta;
  /** Field name. */
  readonly name: string;
  readonly kind: FieldKind;
}

/** How a docfield is shown. */
export type FieldKind =
  | { readonly kind: 'scalar'; readonly scalar: ScalarName }
  | { readonly kind: 'enum'; readonly options: ReadonlyMap<string, string> }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'dynamicLink'; readonly doctypeFieldname: string }
  | { readonly kind: 'childTable'; readonly target: string; readonly isVirtual: boolean };

/**
 * Decides how a docfield is shown. A link to what the schema does not have becomes an ID, and a table of it is left
 * out (null); the report lists both.
 */
export function toFieldKind(
  docfield: DocFieldMeta,
  doctypes: DocTypeCatalog,
  shown: ReadonlyMap<string, string>,
  owner: DocTypeMeta,
  report: SchemaReport,
): FieldKind | null {
  const { fieldtype, options, fieldname } = docfield;
  const hide = (reason: string) => report.hidden.push({ doctype: owner.name, fieldname, reason });
  if (isTable(docfield)) {
    const target = options ?? '';
    // Rows of a virtual DocType come from its controller, so that no query can join them.
    const isVirtual = docfield.isVirtual || doctypes.get(target)?.isVirtual === true;
    if (shown.has(target)) return { kind: 'childTable', target, isVirtual };
    hide(`${fieldtype} of ${target}, which the schema does not have, is left out`);
    return null;
  }
  switch (fieldtype) {
    case 'Select':
      return toSelectKind(docfield, hide);
    case 'Link': {
      const target = doctypes.get(options ?? '');
      if (target && shown.has(target.name) && !target.isChild && !target.isSingle)
        return { kind: 'link', target: target.name };
      hide(`Link to ${options ?? 'nothing'}, which has no documents in the schema, is shown as ID`);
      return { kind: 'scalar', scalar: 'ID' };
    }
    case 'Dynamic Link': {
      const names = owner.docfields.find((other) => other.fieldname === options);
      if (names && !names.isVirtual && !docfield.isVirtual)
        return { kind: 'dynamicLink', doctypeFieldname: names.fieldname };
      hide(`Dynamic Link without a docfield that names its DocType (${options ?? 'none'}) is shown as ID`);
      return { kind: 'scalar', scalar: 'ID' };
    }
    default:
      return { kind: 'scalar', scalar: fieldtypeOf(docfield).scalar };
  }
}

/** An enum where every option has a name of its own, else text. Options of naming series are patterns, not values. */
function toSelectKind(docfield: DocFieldMeta, hide: (reason: string) => void): FieldKind {
  const options = (docfield.options ?? '')
    .split('\n')
    .map((option) => option.trim())
    .filter((option) => option !== '');
  if (docfield.fieldname === 'naming_series' || options.length === 0) return { kind: 'scalar', scalar: 'String' };
  const byName = new Map<string, string>();
  for (const option of new Set(options)) {
    const name = enumValueName(option);
    if (name === null || byName.has(name)) {
      hide(`Select is shown as String: its option ${JSON.stringify(option)} lacks a name of its own`);
      return { kind: 'scalar', scalar: 'String' };
    }
    byName.set(name, option);
  }
  return { kind: 'enum', options: byName };
}
