import type { ArgBuilder } from '@pothos/core';
import { takesNone, withoutNone } from '../../../metadata/python-type.ts';
import type { TypedArgument, WhitelistedMethod } from '../../../metadata/whitelisted-method.ts';
import type { EnumLike, SchemaParts, SchemaTypesOf } from '../../../schema/builder/builder.ts';
import { enumValueName, methodArgumentName, methodEnumName } from '../../../schema/model/naming.ts';
import { isOffered } from '../assert-arguments.ts';
import { toValueType } from './value-types.ts';

/** An argument of a method's field. */
export interface MethodFieldArgument {
  readonly name: string;
  readonly argument: TypedArgument;
}

/**
 * The arguments of a method that can be sent, with their names.
 *
 * @param own names that the field needs for itself.
 */
export function nameArguments(method: WhitelistedMethod, own: readonly string[]): MethodFieldArgument[] {
  const taken = new Set(own);
  return method.args
    .filter(({ name }) => isOffered(name))
    .map((argument) => {
      const wanted = argument.rename ?? argument.name;
      const name = methodArgumentName(wanted, taken.has(wanted));
      taken.add(name);
      return { name, argument };
    });
}

/** Makes the arguments of a method's field. */
export function argumentsOf(
  parts: SchemaParts,
  field: string,
  named: readonly MethodFieldArgument[],
  arg: ArgBuilder<SchemaTypesOf>,
) {
  return Object.fromEntries(named.map(({ name, argument }) => [name, toArgument(parts, field, name, argument, arg)]));
}

function toArgument(
  parts: SchemaParts,
  field: string,
  name: string,
  argument: TypedArgument,
  arg: ArgBuilder<SchemaTypesOf>,
) {
  const { pythonType } = argument;
  const { scalar, isList, hasNulls } = toValueType(pythonType);
  // Pothos identifies types by the types of their names; this one is known when the schema is built.
  const type = (literalEnum(parts, field, name, argument) ?? scalar) as 'String';
  const options = {
    required: argument.required === true && (pythonType.kind === 'any' || !takesNone(pythonType)),
    description: describe(argument),
  };
  if (!isList) return arg({ type, ...options });
  return arg({ type: hasNulls ? arg.listRef(type, { required: false }) : [type], ...options });
}

/** `Literal["a", "b"]` is an enum, where all of its values can be. */
function literalEnum(
  parts: SchemaParts,
  field: string,
  name: string,
  { pythonType }: TypedArgument,
): EnumLike | undefined {
  const type = withoutNone(pythonType);
  if (type.kind !== 'literal') return undefined;
  const values = new Map<string, { value: string }>();
  for (const value of type.values) {
    const valueName = typeof value === 'string' ? enumValueName(value) : null;
    if (typeof value !== 'string' || valueName === null || values.has(valueName)) return undefined;
    values.set(valueName, { value });
  }
  return parts.builder.enumType(methodEnumName(field, name), {
    description: `Values of ${name} of ${field}.`,
    values: Object.fromEntries(values),
  });
}

function describe({ doc, type, default: given, required }: TypedArgument): string {
  const parts = [doc, type === undefined ? undefined : `Python: \`${type}\`.`];
  if (!required && given !== undefined && given !== null) parts.push(`Default: ${JSON.stringify(given)}.`);
  const text = parts.filter((part) => part !== undefined).join(' ');
  return text === '' ? 'Of any type: the source does not declare one.' : text;
}
