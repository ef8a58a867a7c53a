import { type GraphQLSchema, isScalarType } from 'graphql';
import type { DocFieldEntry, ScalarName } from '../../../schema/model/doctype-entry.ts';
import { WrongValue } from './wire-values.ts';

/** The scalars whose texts have a form, which inputs check. */
const WITH_FORM: ReadonlySet<ScalarName> = new Set(['Date', 'LocalDateTime', 'Time', 'Decimal', 'Duration', 'Rating']);

/**
 * Turns a value in Frappe's form into that of an input field, so that it is checked as inputs are.
 *
 * @throws WrongValue, or the GraphQLError of the field's scalar.
 */
export function readFormValue(schema: GraphQLSchema, { kind }: DocFieldEntry, value: unknown): unknown {
  if (kind.kind === 'enum') return toOption(kind.options, value);
  const scalar = kind.kind === 'scalar' ? kind.scalar : 'ID';
  if (scalar === 'JSON' || scalar === 'Geolocation') return value;
  if (scalar === 'Boolean') return toFlag(value);
  if (scalar === 'Int' || scalar === 'Float' || scalar === 'BigInt') return toNumber(scalar, value);
  if (Array.isArray(value) || typeof value === 'boolean') throw new WrongValue('It must be a text or a number.');
  const type = schema.getType(scalar);
  return WITH_FORM.has(scalar) && isScalarType(type) && value !== '' ? type.parseValue(value) : String(value);
}

/** Frappe takes an empty option for none. */
function toOption(options: ReadonlyMap<string, string>, value: unknown): string {
  const texts = [...options.values()];
  if (value === '' || texts.includes(String(value))) return String(value);
  const listed = texts.map((text) => JSON.stringify(text)).join(', ');
  throw new WrongValue(`${JSON.stringify(value)} is not one of ${listed}.`);
}

function toFlag(value: unknown): boolean {
  const text = String(value);
  if (['1', 'true'].includes(text)) return true;
  if (['0', 'false', ''].includes(text)) return false;
  throw new WrongValue(`${JSON.stringify(value)} is not 0 or 1.`);
}

function toNumber(scalar: 'Int' | 'Float' | 'BigInt', value: unknown): unknown {
  const text = String(value).trim();
  const isNumber = typeof value !== 'boolean' && text !== '' && Number.isFinite(Number(text));
  if (isNumber && (scalar === 'Float' || /^-?\d+(?:\.0+)?$/.test(text))) {
    return scalar === 'BigInt' ? text.replace(/\.0+$/, '') : Number(text);
  }
  throw new WrongValue(`${JSON.stringify(value)} is not ${scalar === 'Float' ? 'a number' : 'a whole number'}.`);
}
