import {
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { GatewayError } from '../../errors.ts';
import { argumentsOf } from '../../query/selection/field-arguments.ts';
import { fieldsByResponseKey, type SelectedFields, type SelectionContext } from '../../query/selection/selection.ts';
import { LongWork } from '../../turns.ts';
import { definitionOf } from './split-operation.ts';

/** The longest description of a schema that is made. An ERPNext's usual one is about 16 MB. */
const MAX_LENGTH = 64 * 1024 * 1024;

/** A description is for everybody who asks the same. */
const LANE = 'introspection';

/** Values between two looks at the clock. */
const STRETCH = 500;

/**
 * Describes a schema as a query asks, in JSON. It is what graphql-js does, but with other work in between: an ERPNext's
 * takes more than a second.
 *
 * @param nodes the nodes of one root field, `__schema` or `__type`.
 * @throws GatewayError `COST_EXCEEDED` for a description that gets too long.
 */
export async function writeIntrospection(context: SelectionContext, nodes: readonly FieldNode[]): Promise<Buffer> {
  const writer = new IntrospectionWriter(context);
  const work = new LongWork(LANE);
  for (const _stretch of writer.write(nodes)) if (work.isDue) await work.rest();
  return writer.finish();
}

class IntrospectionWriter {
  readonly #context: SelectionContext;
  /** The schema, which the resolvers of introspection read. */
  readonly #info: GraphQLResolveInfo;
  readonly #fields = new WeakMap<readonly FieldNode[], Map<GraphQLObjectType, SelectedFields>>();
  readonly #pieces: Buffer[] = [];
  #text = '';
  #length = 0;
  #values = 0;

  constructor(context: SelectionContext) {
    this.#context = context;
    this.#info = context as GraphQLResolveInfo;
  }

  /** Yields now and then. */
  *write(nodes: readonly FieldNode[]): Generator<void, void> {
    const [node] = nodes;
    if (!node) return;
    const field = definitionOf(nodes);
    const args = argumentsOf(field, node, this.#context.variableValues);
    yield* this.#writeValue(field.type, field.resolve?.(undefined, args, undefined, this.#info), nodes);
  }

  finish(): Buffer {
    this.#flush();
    return Buffer.concat(this.#pieces);
  }

  *#writeValue(type: GraphQLOutputType, value: unknown, nodes: readonly FieldNode[]): Generator<void, void> {
    const inner = isNonNullType(type) ? type.ofType : type;
    if (value === null || value === undefined) this.#add('null');
    else if (isLeafType(inner)) this.#add(JSON.stringify(inner.serialize(value)));
    else if (isObjectType(inner)) yield* this.#writeObject(inner, value, nodes);
    else if (isListType(inner)) {
      this.#add('[');
      let separator = '';
      for (const item of value as Iterable<unknown>) {
        this.#add(separator);
        separator = ',';
        yield* this.#writeValue(inner.ofType, item, nodes);
      }
      this.#add(']');
    }
    this.#values += 1;
    if (this.#values % STRETCH > 0) return;
    this.#flush();
    yield;
  }

  *#writeObject(type: GraphQLObjectType, source: unknown, nodes: readonly FieldNode[]): Generator<void, void> {
    const fields = type.getFields();
    let separator = '{';
    for (const [key, below] of this.#fieldsOf(type, nodes)) {
      this.#add(`${separator}${JSON.stringify(key)}:`);
      separator = ',';
      const [node] = below;
      const field = node && fields[node.name.value];
      if (!node || !field) {
        this.#add(JSON.stringify(type.name)); // `__typename`
        continue;
      }
      const args = node.arguments?.length ? argumentsOf(field, node, this.#context.variableValues) : defaultsOf(field);
      yield* this.#writeValue(field.type, field.resolve?.(source, args, undefined, this.#info), below);
    }
    this.#add(separator === '{' ? '{}' : '}');
  }

  #fieldsOf(type: GraphQLObjectType, nodes: readonly FieldNode[]): SelectedFields {
    const known = this.#fields.get(nodes) ?? new Map<GraphQLObjectType, SelectedFields>();
    this.#fields.set(nodes, known);
    const fields = known.get(type) ?? fieldsByResponseKey(this.#context, type, nodes);
    known.set(type, fields);
    return fields;
  }

  #add(text: string): void {
    this.#text += text;
  }

  #flush(): void {
    this.#pieces.push(Buffer.from(this.#text));
    this.#length += this.#text.length;
    this.#text = '';
    if (this.#length <= MAX_LENGTH) return;
    const message = `The description of the schema is longer than ${MAX_LENGTH} bytes. Ask for less of it.`;
    throw new GatewayError('COST_EXCEEDED', message, { field: '__schema' });
  }
}

/** All arguments of introspection have defaults, but for the name of a type. */
function defaultsOf({ args }: { args: readonly { name: string; defaultValue?: unknown }[] }): Record<string, unknown> {
  return Object.fromEntries(args.map(({ name, defaultValue }) => [name, defaultValue]));
}
