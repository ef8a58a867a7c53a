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
import { argumentsOf } from '../selection/field-arguments.ts';
import { rootOf } from '../selection/root-definition.ts';
import { fieldsByResponseKey, type SelectionContext } from '../selection/selection.ts';
import { JsonBytes, TooLong } from './json-bytes.ts';
import { type CompleteLeaf, giveUp, leafCompleter } from './leaf-value.ts';
import { pureResolverOf } from './pure-resolver.ts';
import { partsOf } from './result-text.ts';

/** Writes values of one type and selection. If it throws, the executor writes the response. */
interface ValueWriter {
  /** @throws TooLong */
  write(value: unknown, out: JsonBytes): void;
  /** The same in pieces, each of which is written at once. */
  pieces(value: unknown): Generator<string, void>;
}

/** Gives the value of a root field by its response key. */
export type RootValue = (responseKey: string) => unknown;

/** Writes the `data` of an answer. @throws GiveUp, or what a resolver throws, if only the executor can complete it. */
export interface DataWriter {
  /** @returns UTF-8; null if the answer is too long to be written at once. */
  write(rootValue: RootValue): Buffer | null;
  /** The same in pieces, so that a long answer can be written a little at a time. */
  pieces(rootValue: RootValue): Generator<string, void>;
}

/**
 * Compiles a writer for the selection of a root type: it calls the fields' own resolvers and the leaf types' own
 * `serialize`.
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
  const data = objectWriter(
    compileFields(context, rootType, nodes, (field, key) => {
      if (rootOf(field) === undefined) throw new NotPure();
      return (rootValue) => (rootValue as RootValue)(key);
    }),
  );
  return { write: (rootValue) => atOnce(data, rootValue), pieces: (rootValue) => data.pieces(rootValue) };
}

/** Shared by all writers: nothing else runs while one of them writes at once. */
const out = new JsonBytes();

/** @returns null if it is too long. */
function atOnce(writer: ValueWriter, value: unknown): Buffer | null {
  try {
    return out.collect((bytes) => writer.write(value, bytes));
  } catch (error) {
    if (error instanceof TooLong) return null;
    throw error;
  }
}

function* piecesOf(writer: ValueWriter, value: unknown): Generator<string, void> {
  const bytes = atOnce(writer, value);
  if (bytes === null) yield* writer.pieces(value);
  else yield bytes.toString();
}

function compileValue(context: SelectionContext, type: GraphQLOutputType, nodes: readonly FieldNode[]): ValueWriter {
  if (isNonNullType(type)) return requiredWriter(compileValue(context, type.ofType, nodes));
  if (isListType(type)) return orNull(listWriter(compileValue(context, type.ofType, nodes)));
  if (isLeafType(type)) return orNull(leafWriter(leafCompleter(type)));
  if (isObjectType(type)) return orNull(typeWriter(context, type, nodes));
  return isAbstractType(type) ? orNull(abstractWriter(context, type, nodes)) : notPure();
}

function notPure(): never {
  throw new NotPure();
}

function requiredWriter({ write, pieces }: ValueWriter): ValueWriter {
  const required = (value: unknown) => (value === null || value === undefined ? giveUp() : value);
  return {
    write: (value, bytes) => write(required(value), bytes),
    pieces: (value) => pieces(required(value)),
  };
}

const NULL = utf8('null');

/** @param writer of values that are there. */
function orNull({ write, pieces }: ValueWriter): ValueWriter {
  return {
    write: (value, bytes) => {
      if (typeof value !== 'string' && isMissing(value)) bytes.raw(NULL);
      else write(value, bytes);
    },
    *pieces(value) {
      if (isMissing(value)) yield 'null';
      else yield* pieces(value);
    },
  };
}

function leafWriter(complete: CompleteLeaf): ValueWriter {
  return {
    write: (value, bytes) => bytes.value(complete(value)),
    pieces: (value) => partsOf(complete(value)),
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
    const writer = typeWriter(context, concrete, nodes);
    writers.set(name, writer);
    return writer;
  };
  const typeOf = resolveType as (value: unknown) => unknown;
  const writerFor = (value: unknown) => {
    const name = typeOf(value);
    return writers.get(name) ?? compileFor(name);
  };
  return {
    write: (value, bytes) => writerFor(value).write(value, bytes),
    pieces: (value) => writerFor(value).pieces(value),
  };
}

const LIST_START = utf8('[');
const LIST_END = utf8(']');
const COMMA = utf8(',');

function listWriter(item: ValueWriter): ValueWriter {
  return {
    write(value, bytes) {
      if (!Array.isArray(value)) return giveUp();
      bytes.raw(LIST_START);
      for (let index = 0; index < value.length; index += 1) {
        if (index > 0) bytes.raw(COMMA);
        item.write(value[index], bytes);
      }
      bytes.raw(LIST_END);
    },
    *pieces(value) {
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
  readonly key: string;
  readonly read: (source: unknown) => unknown;
  readonly writer: ValueWriter;
}

function typeWriter(context: SelectionContext, type: GraphQLObjectType, nodes: readonly FieldNode[]): ValueWriter {
  if (type.isTypeOf != null) throw new NotPure();
  return objectWriter(compileFields(context, type, nodes, (field, _key, node) => fieldReader(context, field, node)));
}

function objectWriter(selected: readonly FieldWriter[]): ValueWriter {
  const fields = selected.map(({ key, read, writer }, index) => {
    const start = `${index === 0 ? '{' : ','}${JSON.stringify(key)}:`;
    return { start, startBytes: utf8(start), read, writer };
  });
  const end = fields.length === 0 ? '{}' : '}';
  const endBytes = utf8(end);
  return {
    write(source, bytes) {
      for (const { startBytes, read, writer } of fields) {
        bytes.raw(startBytes);
        writer.write(read(source), bytes);
      }
      bytes.raw(endBytes);
    },
    *pieces(source) {
      for (const { start, read, writer } of fields) {
        yield start;
        yield* piecesOf(writer, read(source));
      }
      yield end;
    },
  };
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** How a field's value is read from its source. */
type ReaderOf = (
  field: GraphQLField<unknown, unknown>,
  responseKey: string,
  node: FieldNode,
) => (source: unknown) => unknown;

function compileFields(
  context: SelectionContext,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  readerOf: ReaderOf,
): readonly FieldWriter[] {
  return [...fieldsByResponseKey(context, type, nodes)].map(([key, some]) => {
    const [node] = some as [FieldNode];
    if (node.name.value === '__typename') return { key, read: () => type.name, writer: leafWriter(String) };
    const field = type.getFields()[node.name.value];
    if (field === undefined) throw new NotPure();
    return { key, read: readerOf(field, key, node), writer: compileValue(context, field.type, some) };
  });
}

function fieldReader(
  context: SelectionContext,
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
): (source: unknown) => unknown {
  const read = pureResolverOf(field);
  if (read === null) throw new NotPure();
  if (field.args.length === 0 && read.length < 2) return read as (source: unknown) => unknown;
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
