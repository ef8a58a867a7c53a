import type { DocFieldMeta, DocTypeMeta } from '../metadata/doctype-meta.ts';
import type { DocFieldEntry } from './doctype-entry.ts';
import { isStandardField } from './standard-fields.ts';

/** Tells the Frappe name and nature of a DocType. */
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

/** Tells the label, Frappe name and fieldtype of a docfield, and what the site decides about it. */
export function describeDocfield(docfield: DocFieldMeta, entry: DocFieldEntry): string {
  const { fieldname, label, fieldtype } = docfield;
  if (isStandardField(fieldname)) return `${label ?? fieldname}.`;
  const traits = [
    docfield.isRequired ? 'mandatory' : '',
    docfield.isReadOnly ? 'read-only' : '',
    docfield.isVirtual ? 'computed' : '',
    docfield.isUnique ? 'unique' : '',
    docfield.permlevel > 0 ? `permlevel ${docfield.permlevel}` : '',
  ].filter((trait) => trait !== '');
  const target =
    entry.kind.kind === 'scalar' && docfield.options && fieldtype === 'Link' ? ` to ${docfield.options}` : '';
  const frappeName = entry.name === fieldname ? '' : ` \`${fieldname}\``;
  const about = docfield.description === null ? '' : `\n\n${docfield.description}`;
  return `${label ?? fieldname} (${[`${fieldtype}${target}${frappeName}`, ...traits].join(', ')})${about}`;
}
