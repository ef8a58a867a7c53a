import { type GraphQLSchema, isScalarType } from 'graphql';
import type { DocFieldEntry } from '../../../schema/model/doctype-entry.ts';
import { WrongValue } from '../../../schema/scalars/scalar.ts';
import { SCALARS } from '../../../schema/scalars/scalars.ts';

/**
 * Turns a value in Frappe's form into that of an input field, so that it is checked as inputs are.
 *
 * @throws WrongValue, or the GraphQLError of the field's scalar.
 */
export function readFormValue(schema: GraphQLSchema, { kind }: DocFieldEntry, value: unknown): unknown {
  if (kind.kind === 'enum') return toOption(kind.options, value);
  const scalar = kind.kind === 'scalar' ? kind.scalar : 'ID';
  return SCALARS[scalar].readForm(value, (given) => {
    const type = schema.getType(scalar);
    return isScalarType(type) ? type.parseValue(given) : given;
  });
}

/** Frappe takes an empty option for none. */
function toOption(options: ReadonlyMap<string, string>, value: unknown): string {
  const texts = [...options.values()];
  if (value === '' || texts.includes(String(value))) return String(value);
  const listed = texts.map((text) => JSON.stringify(text)).join(', ');
  throw new WrongValue(`${JSON.stringify(value)} is not one of ${listed}.`);
}
