import type { DocFieldMeta, DocTypeMeta } from '../../metadata/doctype-meta.ts';
import { fieldtypeOf } from '../../metadata/fieldtypes.ts';
import type { DocFieldEntry } from './doctype-entry.ts';
import { isStandardField } from './standard-fields.ts';

/** Describes the Frappe name and kind of a DocType. */
export function describeDocType(meta: DocTypeMeta): string {
  const natures = [
    meta.isChild ? 'child table' : '',
    meta.isSingle ? 'Single' : '',
    meta.isTree ? 'tree' : '',
    meta.isVirtual ? 'virtual' : '',
    meta.isSubmittable ? 'submittable' : '',
  ].filter((nature) => nature !== '');
  const nature = natures.length > 0 ? ` (${natures.join(', ')})` : '';
  const module = meta.module === '' ? '' : `, module ${meta.module}`;
  const about = meta.description === null ? '' : `\n\n${meta.description}`;
  return `DocType \`${meta.name}\`${nature}${module}.${about}`;
}

/** Describes the label, Frappe name and fieldtype of a docfield, and what the site decides about it. */
export function describeDocfield(docfield: DocFieldMeta, entry: DocFieldEntry): string {
  if (isStandardField(docfield.fieldname)) return `${docfield.label ?? docfield.fieldname}.`;
  const about = docfield.description === null ? '' : `\n\n${docfield.description}`;
  return `${nameDocfield(docfield, entry)}${about}`;
}

/** Describes the same in one line, and that numbers cannot be empty. */
export function describeInput(entry: DocFieldEntry): string {
  const isNumber = fieldtypeOf(entry.docfield).isZeroWhenEmpty;
  return `${nameDocfield(entry.docfield, entry, 'read-only in the form')}${isNumber ? '; null makes it 0' : ''}`;
}

function nameDocfield(docfield: DocFieldMeta, entry: DocFieldEntry, readOnly = 'read-only'): string {
  const { fieldname, label, fieldtype } = docfield;
  const traits = [
    docfield.isRequired ? 'mandatory' : '',
    docfield.isReadOnly ? readOnly : '',
    docfield.isVirtual ? 'computed' : '',
    docfield.isUnique ? 'unique' : '',
    docfield.permlevel > 0 ? `permlevel ${docfield.permlevel}` : '',
  ].filter((trait) => trait !== '');
  const target =
    entry.kind.kind === 'scalar' && docfield.options && fieldtype === 'Link' ? ` to ${docfield.options}` : '';
  const frappeName = entry.name === fieldname ? '' : ` \`${fieldname}\``;
  return `${label ?? fieldname} (${[`${fieldtype}${target}${frappeName}`, ...traits].join(', ')})`;
}
