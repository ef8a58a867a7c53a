import {
  type FieldNode,
  type GraphQLAbstractType,
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
import { pureResolverOf } from './pure-resolver.ts';

type WriteValue = (value: unknown) => string;

/** Writes values of one type and selection. If it throws, the executor writes the response. */
interface ValueWriter {
  readonly write: WriteValue;
  /** The same in pieces, for values with lists below them; absent for others, which are one piece. */
  readonly pieces?: (value: unknown) => Generator<string, void>;
}

/** Gives the value of a root field by its response key. */
export type RootValue = (responseKey: string) => unknown;

/** Writes the `data` of an answer. @throws GiveUp, or what a resolver throws, if only the executor can complete it. */
export interface DataWriter {
  write(rootValue: RootValue): string;
  /** The same in pieces, so that a long answer can be written a little at a time. */
  pieces(rootValue: RootValue): Generator<string, void>;
}

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
): DataWriter | null {
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

function compileData(context: SelectionContext, rootType: GraphQLObjectType, nodes: readonly FieldNode[]): DataWriter {
  const fields: { readonly key: string; readonly prefix: string; readonly writer: ValueWriter }[] = [];
  for (const [key, some] of fieldsByResponseKey(context, rootType, nodes)) {
    const prefix = `${fields.length > 0 ? ',' : '{'}${JSON.stringify(key)}:`;
    const name = some[0]?.name.value ?? '';
    const field = rootType.getFields()[name];
    if (name === '__typename') fields.push({ key, prefix, writer: constant(`"${rootType.name}"`) });
    else if (field === undefined || rootOf(field) === undefined) throw new NotPure();
    else fields.push({ key, prefix, writer: compileValue(context, field.type, some) });
  }
  return {
    write: (rootValue) => {
      let text = '';
      for (const { key, prefix, writer } of fields) text += prefix + writer.write(rootValue(key));
      return `${text}}`;
    },
    *pieces(rootValue) {
      for (const { key, prefix, writer } of fields) {
        yield prefix;
        yield* piecesOf(writer, rootValue(key));
      }
      yield '}';
    },
  };
}

function constant(text: string): ValueWriter {
  return { write: () => text };
}

function* piecesOf({ write, pieces }: ValueWriter, value: unknown): Generator<string, void> {
  if (pieces) yield* pieces(value);
  else yield write(value);
}

function compileValue(context: SelectionContext, type: GraphQLOutputType, nodes: readonly FieldNode[]): ValueWriter {
  if (isNonNullType(type)) return requiredWriter(compileValue(context, type.ofType, nodes));
  if (isListType(type)) return listWriter(compileValue(context, type.ofType, nodes));
  if (isLeafType(type)) {
    const write = leafWriter(type);
    return { write: (value) => (isMissing(value) ? 'null' : write(value)) };
  }
  if (isObjectType(type)) return objectWriter(context, type, nodes);
  return isAbstractType(type) ? abstractWriter(context, type, nodes) : notPure();
}

function notPure(): never {
  throw new NotPure();
}

function requiredWriter({ write, pieces }: ValueWriter): ValueWriter {
  const required = (value: unknown) => (value === null || value === undefined ? giveUp() : value);
  return {
    write: (value) => write(required(value)),
    ...(pieces ? { pieces: (value) => pieces(required(value)) } : {}),
  };
}

function abstractWriter(
  context: SelectionContext,
  type: GraphQLAbstractType,
  nodes: readonly FieldNode[],
): ValueWriter {
  const { resolveType } = type;
  if (resolveType == null || resolveType.length > 1) throw new NotPure();
  const writers = new Map<unknown, ValueWriter>();
  const compileFor = (name: unknown) => {
    const concrete = typeof name === 'string' ? context.schema.getType(name) : undefined;
    if (!isObjectType(concrete) || !context.schema.isSubType(type, concrete)) return giveUp();
    const writer = objectWriter(context, concrete, nodes);
    writers.set(name, writer);
    return writer;
  };
  const typeOf = resolveType as (value: unknown) => unknown;
  const writerFor = (value: unknown) => {
    const name = typeOf(value);
    return writers.get(name) ?? compileFor(name);
  };
  return {
    write: (value) => (isMissing(value) ? 'null' : writerFor(value).write(value)),
    *pieces(value) {
      if (isMissing(value)) yield 'null';
      else yield* piecesOf(writerFor(value), value);
    },
  };
}

function listWriter(item: ValueWriter): ValueWriter {
  const { write } = item;
  return {
    write: (value) => {
      if (isMissing(value)) return 'null';
      if (!Array.isArray(value)) return giveUp();
      let text = '[';
      for (let index = 0; index < value.length; index += 1) {
        text += index > 0 ? `,${write(value[index])}` : write(value[index]);
      }
      return `${text}]`;
    },
    *pieces(value) {
      if (isMissing(value)) return yield 'null';
      if (!Array.isArray(value)) return giveUp();
      let before = '[';
      for (const one of value) {
        yield before;
        yield* piecesOf(item, one);
        before = ',';
      }
      yield value.length > 0 ? ']' : '[]';
    },
  };
}

interface FieldWriter {
  readonly prefix: string;
  readonly read: (source: Record<string, unknown>) => unknown;
  readonly writer: ValueWriter;
}

function objectWriter(context: SelectionContext, type: GraphQLObjectType, nodes: readonly FieldNode[]): ValueWriter {
  const fields = compileFields(context, type, nodes);
  if (fields.length === 0) return { write: (value) => (isMissing(value) ? 'null' : '{}') };
  const write = (value: unknown) => {
    if (isMissing(value)) return 'null';
    let text = '';
    for (const { prefix, read, writer } of fields)
      text += prefix + writer.write(read(value as Record<string, unknown>));
    return `${text}}`;
  };
  if (fields.every(({ writer }) => writer.pieces === undefined)) return { write };
  return {
    write,
    *pieces(value) {
      if (isMissing(value)) return yield 'null';
      for (const { prefix, read, writer } of fields) {
        yield prefix;
        yield* piecesOf(writer, read(value as Record<string, unknown>));
      }
      yield '}';
    },
  };
}

function compileFields(
  context: SelectionContext,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
): readonly FieldWriter[] {
  if (type.isTypeOf != null) throw new NotPure();
  const fields: FieldWriter[] = [];
  for (const [key, some] of fieldsByResponseKey(context, type, nodes)) {
    const prefix = `${fields.length > 0 ? ',' : '{'}${JSON.stringify(key)}:`;
    const [node] = some as [FieldNode];
    const field = type.getFields()[node.name.value];
    if (node.name.value === '__typename') {
      fields.push({ prefix, read: () => type.name, writer: constant(`"${type.name}"`) });
    } else if (field === undefined) throw new NotPure();
    else {
      const writer = compileValue(context, field.type, some);
      fields.push({ prefix, read: fieldReader(context, field, node), writer });
    }
  }
  return fields;
}

function fieldReader(
  context: SelectionContext,
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
): (source: Record<string, unknown>) => unknown {
  const read = pureResolverOf(field);
  if (read === null) throw new NotPure();
  const args = argumentsOf(field, node, context.variableValues);
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
