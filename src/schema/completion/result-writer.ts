import {
  type FieldNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { argumentsOf } from '../field-arguments.ts';
import { rootOf } from '../root-field.ts';
import { fieldsByResponseKey, type SelectionContext } from '../selection.ts';
import { giveUp, leafWriter } from './leaf-text.ts';

/** Writes a value as JSON. @throws GiveUp, or what a resolver throws, if the executor has to complete the answer. */
export type WriteValue = (value: unknown) => string;

/** Writes the `data` of an answer from the values of its root fields. */
export type WriteData = (rootValue: (responseKey: string) => unknown) => string;

/**
 * Compiles a writer for the selection of a root type: it calls the fields' own resolvers and the leaf types' own
 * `serialize`, and builds no objects in between.
 *
 * @returns null if only the executor can complete the answer: a field is not a pure function of its source and
 * arguments, its arguments are wrong, or the roots include introspection.
 */
export function compileWriter(
  context: SelectionContext,
  rootType: GraphQLObjectType,
  nodes: readonly FieldNode[],
): WriteData | null {
  try {
    return compileData(context, rootType, nodes);
  } catch (error) {
    if (error instanceof NotPure || error instanceof GraphQLError) return null;
    throw error;
  }
}

/** Thrown while compiling, at a field that only the executor can resolve. */
class NotPure extends Error {
  override readonly name = 'NotPure';
}

function compileData(context: SelectionContext, rootType: GraphQLObjectType, nodes: readonly FieldNode[]): WriteData {
  const parts: ((rootValue: (responseKey: string) => unknown) => string)[] = [];
  for (const [key, some] of fieldsByResponseKey(context, rootType, nodes)) {
    const prefix = `${parts.length > 0 ? ',' : ''}${JSON.stringify(key)}:`;
    const name = some[0]?.name.value ?? '';
    if (name === '__typename') {
      const text = `${prefix}"${rootType.name}"`;
      parts.push(() => text);
      continue;
    }
    const field = rootType.getFields()[name];
    if (field === undefined || rootOf(field) === undefined) throw new NotPure();
    const write = compileValue(context, field.type, some);
    parts.push((rootValue) => prefix + write(rootValue(key)));
  }
  return (rootValue) => {
    let text = '{';
    for (const part of parts) text += part(rootValue);
    return `${text}}`;
  };
}

function compileValue(context: SelectionContext, type: GraphQLOutputType, nodes: readonly FieldNode[]): WriteValue {
  if (isNonNullType(type)) {
    const write = compileValue(context, type.ofType, nodes);
    return (value) => (value === null || value === undefined ? giveUp() : write(value));
  }
  if (isListType(type)) return listWriter(compileValue(context, type.ofType, nodes));
  if (isLeafType(type)) {
    const write = leafWriter(type);
    return (value) => (isMissing(value) ? 'null' : write(value));
  }
  if (isObjectType(type)) return objectWriter(context, type, nodes);
  if (!isAbstractType(type)) throw new NotPure();
  const { resolveType } = type;
  if (resolveType == null || resolveType.length > 1) throw new NotPure();
  const writers = new Map<unknown, WriteValue>();
  const compileFor = (name: unknown) => {
    const concrete = typeof name === 'string' ? context.schema.getType(name) : undefined;
    if (!isObjectType(concrete) || !context.schema.isSubType(type, concrete)) return giveUp();
    const write = objectWriter(context, concrete, nodes);
    writers.set(name, write);
    return write;
  };
  const typeOf = resolveType as (value: unknown) => unknown;
  return (value) => {
    if (isMissing(value)) return 'null';
    const name = typeOf(value);
    return (writers.get(name) ?? compileFor(name))(value);
  };
}

function listWriter(writeItem: WriteValue): WriteValue {
  return (value) => {
    if (isMissing(value)) return 'null';
    if (!Array.isArray(value)) return giveUp();
    let text = '[';
    for (let index = 0; index < value.length; index += 1) {
      text += index > 0 ? `,${writeItem(value[index])}` : writeItem(value[index]);
    }
    return `${text}]`;
  };
}

function objectWriter(context: SelectionContext, type: GraphQLObjectType, nodes: readonly FieldNode[]): WriteValue {
  if (type.isTypeOf != null) throw new NotPure();
  const prefixes: string[] = [];
  const reads: ((source: Record<string, unknown>) => unknown)[] = [];
  const writes: WriteValue[] = [];
  for (const [key, some] of fieldsByResponseKey(context, type, nodes)) {
    prefixes.push(`${prefixes.length > 0 ? ',' : '{'}${JSON.stringify(key)}:`);
    const name = some[0]?.name.value ?? '';
    if (name === '__typename') {
      const text = `"${type.name}"`;
      reads.push(() => text);
      writes.push(() => text);
      continue;
    }
    const field = type.getFields()[name];
    if (field === undefined) throw new NotPure();
    reads.push(fieldReader(context, field, some[0] as FieldNode));
    writes.push(compileValue(context, field.type, some));
  }
  if (prefixes.length === 0) return (value) => (isMissing(value) ? 'null' : '{}');
  return (value) => {
    if (isMissing(value)) return 'null';
    const source = value as Record<string, unknown>;
    let text = '';
    for (let index = 0; index < prefixes.length; index += 1) {
      text +=
        prefixes[index] + (writes[index] as WriteValue)((reads[index] as (from: typeof source) => unknown)(source));
    }
    return `${text}}`;
  };
}

/** A resolver that takes neither the request nor where it is in the document is a pure function. */
function fieldReader(
  context: SelectionContext,
  { name, resolve, ...field }: GraphQLField<unknown, unknown>,
  node: FieldNode,
): (source: Record<string, unknown>) => unknown {
  if (resolve === undefined) {
    return (source) => {
      const value = source[name];
      return typeof value === 'function' ? giveUp() : value;
    };
  }
  if (resolve.length > 2) throw new NotPure();
  const read = resolve as (source: unknown, args: object) => unknown;
  const args = argumentsOf({ name, ...field }, node, context.variableValues);
  return (source) => read(source, args);
}

/** @throws GiveUp for errors, and for values that are still to come. */
function isMissing(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (
    typeof value === 'object' &&
    (value instanceof Error || typeof (value as PromiseLike<unknown>).then === 'function')
  ) {
    return giveUp();
  }
  return false;
}
