import { fieldtypeOf } from '../../metadata/fieldtypes.ts';
import { describeInput } from '../../schema/model/descriptions.ts';
import type { DocFieldEntry, DocTypeEntry } from '../../schema/model/doctype-entry.ts';
import { isNamedByCaller } from '../../schema/model/named-by-caller.ts';
import type { SchemaModel } from '../../schema/model/schema-model.ts';
import { SCALARS } from '../../schema/scalars/scalars.ts';

/** The helpers of the generated file. One is left out if nothing uses it. */
const HELPERS: Readonly<Record<string, string>> = {
  text: "const text = (most: number) =>\n  z.string().refine((value) => [...value].length <= most, 'At most ' + most + ' characters');",
  longText:
    "const longText = (bytes: number) =>\n  z.string().refine((value) => new TextEncoder().encode(value).length <= bytes, 'At most ' + bytes + ' bytes');",
  isFilled: "const isFilled = (value: unknown) => typeof value !== 'string' || value.trim() !== '';",
  isEmailList:
    "const isEmailList = (value: string) =>\n  value.split(/[,\\n]/).every((part) => part.trim() === '' || /^[^\\s@]+@[^\\s@]+\\.[^\\s@]+>?$/.test(part.trim().split(' ').at(-1) ?? ''));",
  decimal: 'const decimal = z.union([z.number(), z.string().regex(/^\\s*-?\\d+(\\.\\d+)?\\s*$/)]);',
  notNegative: 'const notNegative = (value: string | number) => Number(value) >= 0;',
};

/**
 * Writes zod schemas for the inputs of DocTypes: for each, one for changes and one for new documents, with what metadata
 * says of mandatory values, lengths, options and signs. Pure.
 *
 * @param doctypes the DocTypes to write; those of their tables come along.
 */
export function toZodModule(model: SchemaModel, doctypes: readonly DocTypeEntry[]): string {
  const rows = new Set(doctypes.flatMap((entry) => entry.inputs.flatMap((field) => childOf(model, field) ?? [])));
  const parents = doctypes.filter((entry) => !rows.has(entry));
  // Rows come first, because the tables of the others name them.
  const parts = [...rows, ...parents].map((entry) => toSchemas(model, entry));
  const body = parts.join('\n');
  const helpers = Object.entries(HELPERS).filter(([name]) => new RegExp(`\\b${name}\\b`).test(body));
  return [
    '// Made by `frappe-graphql codegen zod`.',
    "import * as z from 'zod';",
    '',
    ...helpers.map(([, text]) => text),
    '',
    body,
  ].join('\n');
}

function childOf(model: SchemaModel, { kind }: DocFieldEntry): DocTypeEntry | undefined {
  return kind.kind === 'childTable' ? model.byDoctype.get(kind.target) : undefined;
}

function toSchemas(model: SchemaModel, entry: DocTypeEntry): string {
  const { meta, type, inputs } = entry;
  const lines = inputs.map(
    (field) =>
      `  /** ${comment(describeInput(field))} */\n  ${field.name}: ${toSchema(model, entry, field, 'Input')}.nullish(),`,
  );
  const name = meta.isChild || isNamedByCaller(entry) ? ['  name: z.string().nullish(),'] : [];
  const mandatory = inputs.filter((field) => isMandatory(entry, field));
  const tables = inputs.filter((field) => childOf(model, field) !== undefined && !mandatory.includes(field));
  const created = [
    ...(meta.autoname?.toLowerCase() === 'prompt' ? ["  name: z.string().refine(isFilled, 'Mandatory'),"] : []),
    ...mandatory.map((field) => `  ${field.name}: ${required(toSchema(model, entry, field, 'Create'), field)},`),
    ...tables.map((field) => `  ${field.name}: ${toSchema(model, entry, field, 'Create')}.nullish(),`),
  ];
  return [
    `/** ${comment(meta.isChild ? `A row of ${meta.name}` : `Changes of ${meta.name}`)}: every field is optional. */`,
    `export const ${type}Input = z.object({`,
    ...name,
    ...lines,
    '});',
    '',
    `/** ${comment(meta.isChild ? `A new row of ${meta.name}` : `A new ${meta.name}`)}, with what is mandatory. */`,
    `export const ${type}Create = ${type}Input${created.length === 0 ? '' : `.extend({\n${created.join('\n')}\n})`};`,
    '',
  ].join('\n');
}

/** Defaults and fetched values fill what is left out; a number is never empty. */
function isMandatory({ meta }: DocTypeEntry, { docfield }: DocFieldEntry): boolean {
  const { isRequired, fieldname, fieldtype, fetchFrom } = docfield;
  const isFilledBySite = docfield.default !== null || fetchFrom !== null || fieldname === 'naming_series';
  const isName = meta.autoname === `field:${fieldname}`;
  return (isRequired || isName) && !isFilledBySite && !fieldtypeOf({ fieldtype }).isZeroWhenEmpty;
}

function required(schema: string, { kind, docfield }: DocFieldEntry): string {
  if (kind.kind === 'childTable') return `${schema}.min(1, 'Mandatory')`;
  return fieldtypeOf(docfield).column === 'text' && kind.kind !== 'enum'
    ? `${schema}.refine(isFilled, 'Mandatory')`
    : schema;
}

function toSchema(model: SchemaModel, entry: DocTypeEntry, field: DocFieldEntry, rows: 'Input' | 'Create'): string {
  const { kind, docfield } = field;
  if (kind.kind === 'childTable') {
    const child = childOf(model, field);
    return child === undefined ? 'z.array(z.unknown())' : `z.array(${child.type}${rows})`;
  }
  if (kind.kind === 'enum') return `z.enum([${[...kind.options.keys()].map((name) => `'${name}'`).join(', ')}])`;
  const base = SCALARS[kind.kind === 'scalar' ? kind.scalar : 'ID'].inZod;
  const schema = base === 'z.string()' ? toText(entry, field) : base;
  if (docfield.fieldtype === 'Data' && docfield.options === 'Email')
    return `${schema}.refine(isEmailList, 'Not an e-mail address')`;
  if (docfield.nonNegative && ['decimal', 'z.number()', 'z.int32()'].includes(base))
    return base === 'decimal' ? "decimal.refine(notNegative, 'Not below 0')" : `${schema}.nonnegative()`;
  return schema;
}

/** A Single keeps all its values in one long column. */
function toText({ meta }: DocTypeEntry, { docfield }: DocFieldEntry): string {
  const { limit } = fieldtypeOf(docfield);
  if (limit === null || meta.isSingle) return 'z.string()';
  return limit.unit === 'characters' ? `text(${docfield.length || limit.most})` : `longText(${limit.most})`;
}

function comment(text: string): string {
  return text.replaceAll('*/', '* /').replaceAll('\n', ' ');
}
