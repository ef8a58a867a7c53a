import { type DocFieldMeta, type DocTypeCatalog, type DocTypeMeta, isLayout } from '../metadata/doctype-meta.ts';
import { chooseDocTypes } from './choose-doctypes.ts';
import { type DocFieldEntry, type DocTypeEntry, toFieldKind } from './doctype-entry.ts';
import { camelCase, fieldName, pluralFieldName, singularFieldName, typeName } from './naming.ts';
import type { SchemaConfig } from './schema-config.ts';
import type { SchemaReport } from './schema-report.ts';
import { CHILD_STANDARD_FIELDS, STANDARD_FIELDS } from './standard-fields.ts';

/** Everything that the schema shows, with all its names settled: what the parts of the schema are built from. */
export interface SchemaModel {
  readonly entries: readonly DocTypeEntry[];
  readonly byDoctype: ReadonlyMap<string, DocTypeEntry>;
  readonly report: SchemaReport;
}

/** Settles what is shown and how it is called. Pure: the same model and configuration give the same names. */
export function toSchemaModel(doctypes: DocTypeCatalog, config: SchemaConfig): SchemaModel {
  const report: SchemaReport = { renamed: [], hidden: [] };
  const chosen = chooseDocTypes(doctypes, config, report);
  const names = nameDocTypes(chosen, config, report);
  const entries = chosen.map((meta) => toEntry(meta, names, doctypes, config, report));
  return { entries, byDoctype: new Map(entries.map((entry) => [entry.meta.name, entry])), report };
}

/** Two DocTypes whose names read alike (`ShopItem`, `Shop Item`) are rare; the one that is no plain words gives way. */
function nameDocTypes(chosen: readonly DocTypeMeta[], config: SchemaConfig, report: SchemaReport): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  const plainFirst = [...chosen].sort((a, b) => Number(b.name.includes(' ')) - Number(a.name.includes(' ')));
  for (const { name } of plainFirst) {
    let type = config.rename.doctypes[name] ?? typeName(name);
    if (taken.has(type.toLowerCase())) type = typeName(`${name}_`);
    taken.add(type.toLowerCase());
    names.set(name, type);
    if (type !== name.replaceAll(' ', '')) report.renamed.push({ doctype: name, name: type });
  }
  return names;
}

function toEntry(
  meta: DocTypeMeta,
  names: Map<string, string>,
  doctypes: DocTypeCatalog,
  config: SchemaConfig,
  report: SchemaReport,
): DocTypeEntry {
  const type = names.get(meta.name) ?? typeName(meta.name);
  const standard = meta.isChild ? CHILD_STANDARD_FIELDS : STANDARD_FIELDS;
  const fields: DocFieldEntry[] = [];
  for (const docfield of [...standard, ...shownDocfields(meta, config, report)]) {
    const kind = toFieldKind(docfield, doctypes, names, meta, report);
    if (kind === null) continue;
    const name = standard.includes(docfield) ? docfield.fieldname : docfieldName(meta, docfield, config, report);
    fields.push({ docfield, name, kind });
  }
  return { meta, type, singular: singularFieldName(type), plural: pluralFieldName(type), fields };
}

function shownDocfields(meta: DocTypeMeta, config: SchemaConfig, report: SchemaReport): DocFieldMeta[] {
  const hidden = new Set(config.hide.fields);
  const seen = new Set<string>();
  return meta.docfields.filter((docfield) => {
    const { fieldname } = docfield;
    if (isLayout(docfield) || fieldname === '' || seen.has(fieldname)) return false;
    seen.add(fieldname);
    if (docfield.fieldtype === 'Password') return false;
    if (!hidden.has(`${meta.name}.${fieldname}`)) return true;
    report.hidden.push({ doctype: meta.name, fieldname, reason: 'hidden by configuration' });
    return false;
  });
}

function docfieldName(
  meta: DocTypeMeta,
  { fieldname }: DocFieldMeta,
  config: SchemaConfig,
  report: SchemaReport,
): string {
  const own = fieldName(fieldname);
  const styled = config.fieldNames === 'camelCase' ? camelCase(own) : own;
  const name = config.rename.fields[`${meta.name}.${fieldname}`] ?? styled;
  if (name !== fieldname && config.fieldNames === 'frappe')
    report.renamed.push({ doctype: meta.name, fieldname, name });
  return name;
}
