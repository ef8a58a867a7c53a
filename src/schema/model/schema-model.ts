import { deriveOnce } from '../../derive-once.ts';
import { ConfigError } from '../../errors.ts';
import { sizesDecimals } from '../../metadata/decimal-size.ts';
import {
  type DocFieldMeta,
  type DocTypeCatalog,
  type DocTypeMeta,
  isLayout,
  isSecret,
} from '../../metadata/doctype-meta.ts';
import { doAtOnce, type Steps } from '../../turns.ts';
import { chooseDocTypes } from './choose-doctypes.ts';
import { type DocFieldEntry, type DocTypeEntry, toFieldKind } from './doctype-entry.ts';
import {
  aggregateFieldName,
  camelCase,
  fieldName,
  pluralFieldName,
  singularFieldName,
  typeName,
  withHash,
} from './naming.ts';
import { isReservedField, OWN_ROOT_FIELDS } from './reserved-names.ts';
import type { SchemaConfig } from './schema-config.ts';
import type { SchemaReport } from './schema-report.ts';
import { CHILD_STANDARD_FIELDS, STANDARD_FIELDS } from './standard-fields.ts';
import { writableFields } from './writable-fields.ts';

/** Everything that the schema shows, with all its names settled: what the parts of the schema are built from. */
export interface SchemaModel {
  readonly entries: readonly DocTypeEntry[];
  readonly byDoctype: ReadonlyMap<string, DocTypeEntry>;
  /** The metadata of the DocTypes that are shown. */
  readonly doctypes: DocTypeCatalog;
  readonly report: SchemaReport;
  /** Whether docfields size their columns of decimals. */
  readonly sizesDecimals: boolean;
}

/** The names of types by DocType. */
export const typeNamesOf: (model: SchemaModel) => ReadonlyMap<string, string> = deriveOnce(
  ({ entries }: SchemaModel) => new Map(entries.map(({ meta, type }) => [meta.name, type])),
);

/**
 * Settles what is shown and how it is called. Pure: the same model and configuration give the same names.
 *
 * @throws ConfigError if a DocType is renamed to what another one is called.
 */
export function toSchemaModel(doctypes: DocTypeCatalog, config: SchemaConfig): SchemaModel {
  return doAtOnce(schemaModelSteps(doctypes, config));
}

/** Settles it in steps: the thousands of docfields of an ERPNext take a while. @throws ConfigError as `toSchemaModel` */
export function* schemaModelSteps(doctypes: DocTypeCatalog, config: SchemaConfig): Steps<SchemaModel> {
  const report: SchemaReport = { renamed: [], hidden: [] };
  const chosen = chooseDocTypes(doctypes, config, report);
  const names = nameDocTypes(chosen, config, report);
  const named: DocTypeEntry[] = [];
  for (const meta of chosen) {
    yield;
    named.push(toEntry(meta, names, doctypes, config, report));
  }
  yield;
  const entries = settleRootFields(named, config, report);
  yield;
  const byDoctype = new Map(entries.map((entry) => [entry.meta.name, entry]));
  const shown = new Map(entries.map(({ meta }) => [meta.name, meta]));
  return { entries, byDoctype, doctypes: shown, report, sizesDecimals: sizesDecimals(doctypes) };
}

/**
 * Two DocTypes whose names read alike (`ShopItem`, `Shop Item`, `Shop-Item`) are rare; the one that does not consist of
 * plain words gives way.
 */
function nameDocTypes(chosen: readonly DocTypeMeta[], config: SchemaConfig, report: SchemaReport): Map<string, string> {
  const names = new Map<string, string>();
  const owners = new Map<string, string>();
  const plainFirst = [...chosen].sort((a, b) => nameRank(a.name) - nameRank(b.name));
  for (const { name } of plainFirst) {
    const wanted = given(config.rename.doctypes, name) ?? typeName(name);
    const owner = owners.get(wanted.toLowerCase());
    if (owner !== undefined) assertNotRenamed(config, name, owner, `the type ${wanted}`);
    const type = owner === undefined ? wanted : typeName(`${name}_`);
    owners.set(type.toLowerCase(), name);
    names.set(name, type);
    if (type !== name.replaceAll(' ', '')) report.renamed.push({ doctype: name, name: type });
  }
  return names;
}

/** Clashes of Frappe's own names are settled. One that the configuration makes is refused. */
function assertNotRenamed({ rename }: SchemaConfig, one: string, other: string | null, what: string): void {
  const renamed = [one, other].find((name) => name !== null && Object.hasOwn(rename.doctypes, name));
  if (renamed == null) return;
  const owner = renamed === one ? other : one;
  const whose = owner === null ? 'the gateway' : `the DocType ${owner}`;
  throw new ConfigError(`rename.doctypes.${renamed}: ${what} is that of ${whose}. Choose another name.`);
}

/** Which of two DocTypes that read alike keeps the name: the lower one. Blanks say most clearly where words end. */
function nameRank(doctype: string): number {
  if (!/^[\p{L}\p{N} ]+$/u.test(doctype)) return 2;
  return doctype.includes(' ') ? 0 : 1;
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
  const taken = new Set(standard.map(({ fieldname }) => fieldname));
  for (const docfield of [...standard, ...shownDocfields(meta, config, report)]) {
    const kind = toFieldKind(docfield, doctypes, names, meta, report);
    if (kind === null) continue;
    const name = standard.includes(docfield) ? docfield.fieldname : docfieldName(meta, docfield, taken, config, report);
    taken.add(name);
    fields.push({ docfield, name, kind });
  }
  const secrets = secretDocfields(meta, config).map((docfield): DocFieldEntry => {
    const name = docfieldName(meta, docfield, taken, config, report);
    taken.add(name);
    return { docfield, name, kind: { kind: 'scalar', scalar: 'String' } };
  });
  const inputs = writableFields(meta, [...fields, ...secrets], config, doctypes);
  return {
    meta,
    type,
    singular: singularFieldName(type),
    plural: pluralFieldName(type),
    fields,
    inputs,
    hidden: hiddenFields(meta, config),
    hasRowsByDocument: config.childRowsByDocument.includes(meta.name),
  };
}

function hiddenFields({ name }: DocTypeMeta, { hide }: SchemaConfig): ReadonlySet<string> {
  const prefix = `${name}.`;
  return new Set(hide.fields.filter((field) => field.startsWith(prefix)).map((field) => field.slice(prefix.length)));
}

function shownDocfields(meta: DocTypeMeta, config: SchemaConfig, report: SchemaReport): DocFieldMeta[] {
  const hidden = new Set(config.hide.fields);
  const seen = new Set<string>();
  return meta.docfields.filter((docfield) => {
    const { fieldname } = docfield;
    if (isLayout(docfield) || fieldname === '' || seen.has(fieldname)) return false;
    seen.add(fieldname);
    if (isSecret(docfield)) return false;
    if (!hidden.has(`${meta.name}.${fieldname}`)) return true;
    report.hidden.push({ doctype: meta.name, fieldname, reason: 'hidden by configuration' });
    return false;
  });
}

/** Passwords can be written, and never read; they are named after all others, whose names so stay as they are. */
function secretDocfields(meta: DocTypeMeta, config: SchemaConfig): DocFieldMeta[] {
  return meta.docfields.filter(
    (docfield) =>
      isSecret(docfield) &&
      docfield.fieldname !== '' &&
      !config.hide.fields.includes(`${meta.name}.${docfield.fieldname}`),
  );
}

/** Two docfields may read alike in camelCase, or be given one name by configuration; the later one gives way. */
function docfieldName(
  meta: DocTypeMeta,
  { fieldname }: DocFieldMeta,
  taken: ReadonlySet<string>,
  config: SchemaConfig,
  report: SchemaReport,
): string {
  const own = fieldName(fieldname);
  const styled = config.fieldNames === 'camelCase' ? camelCase(own) : own;
  const wanted = given(config.rename.fields, `${meta.name}.${fieldname}`) ?? styled;
  const isTaken = taken.has(wanted) || isReservedField(wanted);
  const name = isTaken ? withHash(wanted, fieldname) : wanted;
  if (isTaken) report.hidden.push({ doctype: meta.name, fieldname, reason: `shown as ${name}, as ${wanted} is taken` });
  if (name !== fieldname && config.fieldNames === 'frappe')
    report.renamed.push({ doctype: meta.name, fieldname, name });
  return name;
}

/**
 * Makes all root fields differ. Lists and aggregates keep their names; a DocType whose name reads like the plural of
 * another one (`Shop Orders` and `Shop Order`) gives way with the field of its one document.
 */
function settleRootFields(
  entries: readonly DocTypeEntry[],
  config: SchemaConfig,
  report: SchemaReport,
): DocTypeEntry[] {
  const owners = new Map<string, string | null>(OWN_ROOT_FIELDS.map((name) => [name, null]));
  const settle = ({ meta }: DocTypeEntry, wanted: string) => {
    const owner = owners.get(wanted);
    if (owner !== undefined) assertNotRenamed(config, meta.name, owner, `the root field ${wanted}`);
    const name = owner === undefined ? wanted : withHash(wanted, meta.name);
    owners.set(name, meta.name);
    if (name !== wanted)
      report.hidden.push({ doctype: meta.name, reason: `its root field is ${name}, as ${wanted} is taken` });
    return name;
  };
  const withLists = entries.map((entry) =>
    hasList(entry) ? { ...entry, plural: settle(entry, entry.plural) } : entry,
  );
  for (const entry of withLists.filter(hasList)) owners.set(aggregateFieldName(entry.singular), entry.meta.name);
  return withLists.map((entry) => (entry.meta.isChild ? entry : { ...entry, singular: settle(entry, entry.singular) }));
}

function hasList({ meta }: DocTypeEntry): boolean {
  return !meta.isChild && !meta.isSingle;
}

/** A DocType may be called `constructor`, which every object has. */
function given(names: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(names, key) ? names[key] : undefined;
}
