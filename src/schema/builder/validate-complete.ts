import {
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  GraphQLSchema,
  type GraphQLType,
  getNamedType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  validateSchema,
} from 'graphql';
import { chunk } from '../../query/plan/batch-limits.ts';
import type { Steps } from '../../turns.ts';
import { LazySchema } from './lazy-schema.ts';

/** Types and fields that are checked in one step. */
const PARTS_AT_ONCE = 200;

/**
 * Completes a schema and checks it as GraphQL prescribes, in steps.
 *
 * @returns what is wrong with it: the same errors as `validateSchema` reports, and some of them twice.
 */
export function* validateComplete(schema: GraphQLSchema): Steps<readonly GraphQLError[]> {
  if (schema instanceof LazySchema) yield* schema.complete();
  const roots = validateSchema(new SchemaPart(schema, []));
  if (roots.length > 0) return roots;
  const errors: GraphQLError[] = [];
  for (const some of inGroups(Object.values(schema.getTypeMap()))) {
    yield;
    errors.push(...findHomonyms(schema, some), ...validateSchema(new SchemaPart(schema, some)));
  }
  return errors;
}

/** Types side by side that have so many fields together. */
function* inGroups(types: readonly GraphQLNamedType[]): Generator<GraphQLNamedType[]> {
  let group: GraphQLNamedType[] = [];
  let size = 0;
  for (const type of types) {
    for (const part of inParts(type)) {
      group.push(part);
      size += 1 + fieldsOf(part).length;
      if (size < PARTS_AT_ONCE) continue;
      yield group;
      group = [];
      size = 0;
    }
  }
  if (group.length > 0) yield group;
}

/** A root type as several, each with some of its fields: it has thousands. Other types implement interfaces whole. */
function inParts(type: GraphQLNamedType): GraphQLNamedType[] {
  if (!isObjectType(type) || type.getInterfaces().length > 0) return [type];
  const fields = Object.entries(type.getFields());
  if (fields.length <= PARTS_AT_ONCE) return [type];
  return chunk(fields, PARTS_AT_ONCE).map((some): GraphQLObjectType => {
    const own = Object.fromEntries(some);
    return Object.create(type, { getFields: { value: () => own } });
  });
}

/** A schema as graphql-js checks it, with some of its types: with none, its roots and directives are left. */
class SchemaPart extends GraphQLSchema {
  readonly #whole: GraphQLSchema;
  readonly #types: readonly GraphQLNamedType[];

  constructor(whole: GraphQLSchema, types: readonly GraphQLNamedType[]) {
    super({ directives: types.length === 0 ? whole.getDirectives() : [] });
    this.#whole = whole;
    this.#types = types;
  }

  override getQueryType(): GraphQLObjectType | null | undefined {
    return this.#whole.getQueryType();
  }

  override getMutationType(): GraphQLObjectType | null | undefined {
    return this.#whole.getMutationType();
  }

  override getSubscriptionType(): GraphQLObjectType | null | undefined {
    return this.#whole.getSubscriptionType();
  }

  override getTypeMap(): Record<string, GraphQLNamedType> {
    return Object.fromEntries(this.#types.map((type, index) => [`${type.name} ${index}`, type]));
  }

  override isSubType(abstractType: GraphQLAbstractType, maybe: GraphQLObjectType | GraphQLInterfaceType): boolean {
    return this.#whole.isSubType(abstractType, maybe);
  }
}

/** Other types of the same name, which the constructor of GraphQLSchema refuses where it sees all types. */
function findHomonyms(schema: GraphQLSchema, types: readonly GraphQLNamedType[]): GraphQLError[] {
  const foreign = types.flatMap(referredTypes).filter((type) => schema.getType(type.name) !== type);
  return foreign.map(({ name }) => new GraphQLError(`There are several types named "${name}".`));
}

function referredTypes(type: GraphQLNamedType): GraphQLNamedType[] {
  if (isUnionType(type)) return [...type.getTypes()];
  const own = fieldsOf(type).flatMap((field) => [
    namedTypeOf(field),
    ...('args' in field ? field.args.map(namedTypeOf) : []),
  ]);
  return isObjectType(type) || isInterfaceType(type) ? [...type.getInterfaces(), ...own] : own;
}

function fieldsOf(type: GraphQLNamedType): (GraphQLField<unknown, unknown> | GraphQLInputField)[] {
  const hasFields = isObjectType(type) || isInterfaceType(type) || isInputObjectType(type);
  return hasFields ? Object.values(type.getFields()) : [];
}

function namedTypeOf({ type }: { readonly type: GraphQLType }): GraphQLNamedType {
  return getNamedType(type);
}
