import { closest, didYouMean } from '../../did-you-mean.ts';
import { type DocTypeCatalog, isLayout, isTable } from '../../metadata/doctype-meta.ts';
import { methodNames } from '../../metadata/method-catalog.ts';
import { matchesPattern } from '../../metadata/method-choice.ts';
import { toNameKey } from './optional-names.ts';
import type { SchemaConfig } from './schema-config.ts';
import { isStandardField } from './standard-fields.ts';
import { isNeverWritable } from './writable-fields.ts';

/** Looks up one name. @returns null if it has an effect, else why not and what may have been meant. */
type Lookup = (name: string) => Mismatch | null;

interface Mismatch {
  readonly reason: string;
  readonly suggestion: string | null;
  /** Whether the name is there but can have no effect, which no change of the site will cure. */
  readonly isUseless?: true;
}

/** A name in the configuration that has no effect. */
export interface UnmatchedName {
  /** Its setting and itself, as one text. */
  readonly key: string;
  /** The file that has it. */
  readonly file: 'schema' | 'methods';
  readonly isOptional: boolean;
  /** Whether it can never have an effect. */
  readonly isUseless: boolean;
  /** The fault, in words: `hide.fields: "…" matches nothing on the site. Did you mean …?` */
  readonly message: string;
}

/** The model and the schema in which the names of a configuration are looked up. */
export interface NameCheck {
  readonly unmatched: readonly UnmatchedName[];
  /** The keys of the names that have an effect. */
  readonly matched: ReadonlySet<string>;
}

/** Looks up every name of the configuration. Pure. */
export function checkNames(config: SchemaConfig, doctypes: DocTypeCatalog): NameCheck {
  const unmatched: UnmatchedName[] = [];
  const matched = new Set<string>();
  const optionalCorrections = new Set(
    Object.entries(config.ownCorrections).flatMap(([name, { optional }]) => (optional ? [name] : [])),
  );
  for (const [setting, names, lookup] of lookups(config, doctypes)) {
    const file = setting === CORRECTIONS ? 'methods' : 'schema';
    for (const name of names) {
      const key = toNameKey(setting, name);
      const mismatch = lookup(name);
      if (mismatch === null) {
        matched.add(key);
        continue;
      }
      const isOptional = file === 'methods' ? optionalCorrections.has(name) : config.optional.has(key);
      const message = `${setting}: ${JSON.stringify(name)} ${mismatch.reason}.${didYouMean(mismatch.suggestion)}`;
      unmatched.push({ key, file, isOptional, isUseless: mismatch.isUseless === true, message });
    }
  }
  return { unmatched, matched };
}

const CORRECTIONS = 'corrections';

/** Every setting that names something, with its names. */
function lookups(
  config: SchemaConfig,
  doctypes: DocTypeCatalog,
): readonly (readonly [setting: string, names: readonly string[], lookup: Lookup])[] {
  const { include, exclude, rename, methods, whitelisted } = config;
  const metas = [...doctypes.values()];
  const app = lookupIn(new Set(metas.flatMap((meta) => meta.app ?? [])), 'is not an app that has DocTypes on the site');
  const module = lookupIn(new Set(metas.map((meta) => meta.module)), 'is not a module that has DocTypes on the site');
  const doctype = lookupIn(new Set(doctypes.keys()), 'is not a DocType of the site');
  const docfield = docfieldLookup(doctypes, doctype);
  const known = methodNames(whitelisted);
  const method = methodLookup(known);
  return [
    ['include.apps', include.apps, app],
    ['include.modules', include.modules, module],
    ['include.doctypes', include.doctypes, doctype],
    ['exclude.apps', exclude.apps, app],
    ['exclude.modules', exclude.modules, module],
    ['exclude.doctypes', exclude.doctypes, (name) => (name === 'User' ? USER : doctype(name))],
    ['rename.doctypes', Object.keys(rename.doctypes), doctype],
    ['rename.fields', Object.keys(rename.fields), docfield],
    ['hide.fields', config.hide.fields, docfield],
    ['childRowsByDocument', config.childRowsByDocument, (name) => doctype(name) ?? childRowsOf(doctypes, name)],
    ['writable.fields', config.writable.fields, (name) => docfield(name) ?? writableOf(doctypes, name)],
    ['events.doctypes', config.events.doctypes, doctype],
    ['methods.allow', methods.allow, method],
    ['methods.deny', methods.deny, method],
    [CORRECTIONS, Object.keys(config.ownCorrections), lookupIn(known, 'is not a method of the methods file')],
  ];
}

const USER: Mismatch = {
  reason: 'cannot be left out, because every document names its owner; list its docfields in hide.fields instead',
  suggestion: null,
  isUseless: true,
};

function lookupIn(known: ReadonlySet<string>, reason: string): Lookup {
  return (name) => (known.has(name) ? null : { reason, suggestion: closest(name, known) });
}

/** The setting is for the DocType of a document that has rows, not for that of the rows. */
function childRowsOf(doctypes: DocTypeCatalog, name: string): Mismatch | null {
  const meta = doctypes.get(name);
  if (!meta?.isChild) {
    return meta?.docfields.some(isTable) ? null : { reason: 'is a DocType without child tables', suggestion: null };
  }
  const owners = [...doctypes.values()].filter(({ docfields }) =>
    docfields.some((docfield) => isTable(docfield) && docfield.options === name),
  );
  const reason = 'is a child DocType; name the DocType that has it as a table instead';
  return { reason, suggestion: owners[0]?.name ?? null, isUseless: true };
}

function docfieldLookup(doctypes: DocTypeCatalog, doctype: Lookup): Lookup {
  return (name) => {
    const owner = ownerOf(doctypes, name);
    if (owner === null) {
      const [, given = '', fieldname = ''] = /^(.*)\.([^.]*)$/s.exec(name) ?? [];
      const nearest = doctype(given)?.suggestion ?? null;
      const suggestion = nearest === null ? null : suggestField(doctypes, nearest, fieldname);
      return { reason: 'is not of a DocType of the site', suggestion };
    }
    const fieldname = name.slice(owner.length + 1);
    const found = doctypes.get(owner)?.docfields.find((docfield) => docfield.fieldname === fieldname);
    if (found && isLayout(found)) return useless(`is a ${found.fieldtype}, which holds no value`);
    if (found) return null;
    if (isStandardField(fieldname)) return useless('is a column of every document, which no setting can change');
    return { reason: 'is not a docfield of the site', suggestion: suggestField(doctypes, owner, fieldname) };
  };
}

function writableOf(doctypes: DocTypeCatalog, name: string): Mismatch | null {
  const meta = doctypes.get(ownerOf(doctypes, name) ?? '');
  const docfield = meta?.docfields.find(({ fieldname }) => name === `${meta.name}.${fieldname}`);
  if (!meta || !docfield || !isNeverWritable(meta, docfield)) return null;
  return useless('is computed by the site, which keeps no other value');
}

/** Names of DocTypes may have dots in them, and fieldnames cannot. */
function ownerOf(doctypes: DocTypeCatalog, name: string): string | null {
  const owner = name.slice(0, name.lastIndexOf('.'));
  return doctypes.has(owner) ? owner : null;
}

function suggestField(doctypes: DocTypeCatalog, owner: string, fieldname: string): string | null {
  const fields = (doctypes.get(owner)?.docfields ?? []).filter((docfield) => !isLayout(docfield));
  const nearest = closest(
    fieldname,
    fields.map((docfield) => docfield.fieldname),
  );
  return nearest === null ? null : `${owner}.${nearest}`;
}

function useless(reason: string): Mismatch {
  return { reason, suggestion: null, isUseless: true };
}

/** Patterns are looked up as wholes, and suggested by the packages and DocTypes that methods belong to. */
function methodLookup(names: ReadonlySet<string>): Lookup {
  return (pattern) => {
    if (/^\*+$/.test(pattern) || [...names].some((name) => matchesPattern(pattern, name))) return null;
    const groups = [...names].flatMap((name) =>
      [...name.matchAll(/\./g)].map(({ index }) => `${name.slice(0, index)}.*`),
    );
    return { reason: 'matches no method of the methods file', suggestion: closest(pattern, [...names, ...groups]) };
  };
}
