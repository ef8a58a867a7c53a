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
import { giveUp, isMissing, leafCompleter } from './leaf-value.ts';
import { pureResolverOf } from './pure-resolver.ts';
import { FIELD_LENGTH, LENGTH_AT_ONCE, lengthOf, partsOf } from './result-text.ts';

/** Completes a value: `JSON.stringify` writes its result. */
type CompleteValue = (value: unknown) => unknown;

/** Completes values of one type and selection. If it throws, the executor writes the response. */
interface ValueCompleter {
  readonly complete: CompleteValue;
  /** The JSON of a value in pieces, for values with lists below them; absent for others, which are one piece. */
  readonly pieces?: (value: unknown) => Generator<string, void>;
}

/** Gives the value of a root field by its response key. */
export type RootValue = (responseKey: string) => unknown;

/**
 * Completes the `data` of an answer. @throws GiveUp, or what a resolver throws, if only the executor can complete it.
 */
export interface DataWriter {
  /** How many fields were compiled so far, with those of fragments wherever they are spread. */
  readonly fields: number;
  /** @returns what `JSON.stringify` writes; null if the answer is too long to be written at once. */
  complete(rootValue: RootValue): unknown;
  /** The JSON in pieces, so that a long answer can be written a little at a time. */
  pieces(rootValue: RootValue): Generator<string, void>;
}

/**
 * Compiles a writer for the selection of a root type: it calls the fields' own resolvers and the leaf types' own
 * `serialize`.
 *
 * @param onGrowth hears of a writer that has compiled a further type, as an interface turned out to be.
 * @returns null if only the executor can complete the answer: a field is not a pure function of its source and
 * arguments, its arguments are wrong, or the roots include introspection.
 */
export function compileWriter(
  context: SelectionContext,
  rootType: GraphQLObjectType,
  nodes: readonly FieldNode[],
  onGrowth: (writer: DataWriter) => void,
): DataWriter | null {
  try {
    return compileData({ ...context, meter: { left: 0, fields: 0 } }, rootType, nodes, onGrowth);
  } catch (error) {
    if (error instanceof NotPure || error instanceof GraphQLError) return null;
    throw error;
  }
}

/** Thrown while compiling, at a field that only the executor can resolve. */
class NotPure extends Error {
  override readonly name = 'NotPure';
}

/** Thrown where an answer turns out to be too long to be written at once. */
class TooLong extends Error {
  override readonly name = 'TooLong';
}

const TOO_LONG = new TooLong('The answer is too long to be written at once.');

/** A few values can make a long answer, and a few tokens many fields: aliases, links and fragments repeat them. */
interface Meter {
  /** Characters that may still be completed at once. */
  left: number;
  fields: number;
}

interface CompileContext extends SelectionContext {
  readonly meter: Meter;
  readonly onGrowth: () => void;
}

function compileData(
  parts: Omit<CompileContext, 'onGrowth'>,
  rootType: GraphQLObjectType,
  nodes: readonly FieldNode[],
  onGrowth: (writer: DataWriter) => void,
): DataWriter {
  const context: CompileContext = { ...parts, onGrowth: () => onGrowth(writer) };
  const fields = compileFields(context, rootType, nodes, (field, key) => {
    if (rootOf(field) === undefined) throw new NotPure();
    return (rootValue) => (rootValue as RootValue)(key);
  });
  const data = objectCompleter(context, fields);
  const writer: DataWriter = {
    get fields() {
      return context.meter.fields;
    },
    complete: (rootValue) => completeAtOnce(context, data, rootValue),
    pieces: (rootValue) => piecesOf(context, data, rootValue),
  };
  return writer;
}

function completeAtOnce({ meter }: CompileContext, { complete }: ValueCompleter, value: unknown): unknown {
  meter.left = LENGTH_AT_ONCE;
  try {
    const completed = complete(value);
    return meter.left < 0 ? null : completed;
  } catch (error) {
    if (error === TOO_LONG) return null;
    throw error;
  }
}

function* piecesOf({ meter }: CompileContext, item: ValueCompleter, value: unknown): Generator<string, void> {
  if (item.pieces) return yield* item.pieces(value);
  meter.left = LENGTH_AT_ONCE;
  const completed = item.complete(value);
  if (meter.left < 0) yield* partsOf(completed);
  else yield JSON.stringify(completed);
}

function compileValue(context: CompileContext, type: GraphQLOutputType, nodes: readonly FieldNode[]): ValueCompleter {
  if (isNonNullType(type)) return requiredCompleter(compileValue(context, type.ofType, nodes));
  if (isListType(type)) return listCompleter(context, compileValue(context, type.ofType, nodes));
  if (isLeafType(type)) return measured(context, leafCompleter(type));
  if (isObjectType(type)) return typeCompleter(context, type, nodes);
  if (isAbstractType(type)) return abstractCompleter(context, type, nodes);
  throw new NotPure();
}

function measured({ meter }: CompileContext, complete: CompleteValue): ValueCompleter {
  return {
    complete: (value) => {
      const completed = typeof value !== 'string' && isMissing(value) ? null : complete(value);
      if (typeof completed === 'string') meter.left -= completed.length;
      else if (typeof completed === 'object' && completed !== null) meter.left -= lengthOf(completed);
      return completed;
    },
  };
}

function requiredCompleter({ complete, pieces }: ValueCompleter): ValueCompleter {
  const required = (value: unknown) => (value === null || value === undefined ? giveUp() : value);
  return {
    complete: (value) => complete(required(value)),
    ...(pieces ? { pieces: (value) => pieces(required(value)) } : {}),
  };
}

function abstractCompleter(
  context: CompileContext,
  type: GraphQLAbstractType,
  nodes: readonly FieldNode[],
): ValueCompleter {
  const { resolveType } = type;
  if (resolveType == null || resolveType.length > 1) throw new NotPure();
  const completers = new Map<unknown, ValueCompleter>();
  const compileFor = (name: unknown) => {
    const concrete = typeof name === 'string' ? context.schema.getType(name) : undefined;
    if (!isObjectType(concrete) || !context.schema.isSubType(type, concrete)) return giveUp();
    const completer = typeCompleter(context, concrete, nodes);
    completers.set(name, completer);
    context.onGrowth();
    return completer;
  };
  const typeOf = resolveType as (value: unknown) => unknown;
  const completerFor = (value: unknown) => {
    const name = typeOf(value);
    return completers.get(name) ?? compileFor(name);
  };
  return {
    complete: (value) => (isMissing(value) ? null : completerFor(value).complete(value)),
    *pieces(value) {
      if (isMissing(value)) yield 'null';
      else yield* piecesOf(context, completerFor(value), value);
    },
  };
}

function listCompleter(context: CompileContext, item: ValueCompleter): ValueCompleter {
  const { meter } = context;
  const complete = (one: unknown) => {
    if (meter.left < 0) throw TOO_LONG;
    return item.complete(one);
  };
  return {
    complete: (value) => {
      if (isMissing(value)) return null;
      return Array.isArray(value) ? value.map(complete) : giveUp();
    },
    *pieces(value) {
      if (isMissing(value)) return yield 'null';
      if (!Array.isArray(value)) return giveUp();
      let before = '[';
      for (const one of value) {
        yield before;
        yield* piecesOf(context, item, one);
        before = ',';
      }
      yield value.length > 0 ? ']' : '[]';
    },
  };
}

interface FieldCompleter {
  readonly key: string;
  readonly read: (source: unknown) => unknown;
  readonly completer: ValueCompleter;
}

function typeCompleter(context: CompileContext, type: GraphQLObjectType, nodes: readonly FieldNode[]): ValueCompleter {
  if (type.isTypeOf != null) throw new NotPure();
  const { complete, pieces } = objectCompleter(
    context,
    compileFields(context, type, nodes, (field, _key, node) => fieldReader(context, field, node)),
  );
  return {
    complete: (value) => (isMissing(value) ? null : complete(value)),
    ...(pieces && {
      *pieces(value: unknown) {
        if (isMissing(value)) yield 'null';
        else yield* pieces(value);
      },
    }),
  };
}

function objectCompleter(context: CompileContext, fields: readonly FieldCompleter[]): ValueCompleter {
  const { meter } = context;
  const length = fields.length * FIELD_LENGTH;
  const complete = (source: unknown) => {
    meter.left -= length;
    const object: Record<string, unknown> = {};
    for (const { key, read, completer } of fields) object[key] = completer.complete(read(source));
    return object;
  };
  if (fields.every(({ completer }) => completer.pieces === undefined)) return { complete };
  return {
    complete,
    *pieces(source) {
      let before = '{';
      for (const { key, read, completer } of fields) {
        yield `${before}${JSON.stringify(key)}:`;
        yield* piecesOf(context, completer, read(source));
        before = ',';
      }
      yield '}';
    },
  };
}

/** How a field's value is read from its source. */
type ReaderOf = (
  field: GraphQLField<unknown, unknown>,
  responseKey: string,
  node: FieldNode,
) => (source: unknown) => unknown;

function compileFields(
  context: CompileContext,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  readerOf: ReaderOf,
): readonly FieldCompleter[] {
  return [...fieldsByResponseKey(context, type, nodes)].map(([key, some]) => {
    context.meter.fields += 1;
    // By assignment, it would not become a key.
    if (key === '__proto__') throw new NotPure();
    const [node] = some as [FieldNode];
    if (node.name.value === '__typename') return { key, read: () => null, completer: { complete: () => type.name } };
    const field = type.getFields()[node.name.value];
    if (field === undefined) throw new NotPure();
    return { key, read: readerOf(field, key, node), completer: compileValue(context, field.type, some) };
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
