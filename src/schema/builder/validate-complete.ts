import {
  type GraphQLAbstractType,
  GraphQLError,
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
import type { Steps } from '../../turns.ts';
import { LazySchema } from './lazy-schema.ts';

/** Types that are checked in one step. */
const TYPES_AT_ONCE = 50;

/**
 * Completes a schema and checks it as GraphQL prescribes, in steps.
 *
 * @returns what is wrong with it: the same errors as `validateSchema` reports, and some of them twice.
 */
export function* validateComplete(schema: GraphQLSchema): Steps<readonly GraphQLError[]> {
  if (schema instanceof LazySchema) yield* schema.complete();
  const roots = validateSchema(new SchemaPart(schema, []));
  if (roots.length > 0) return roots;
  const types = Object.values(schema.getTypeMap());
  const errors: GraphQLError[] = [];
  for (let at = 0; at < types.length; at += TYPES_AT_ONCE) {
    yield;
    const some = types.slice(at, at + TYPES_AT_ONCE);
    errors.push(...findHomonyms(schema, some), ...validateSchema(new SchemaPart(schema, some)));
  }
  return errors;
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
    return Object.fromEntries(this.#types.map((type) => [type.name, type]));
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
  if (isInputObjectType(type)) return Object.values(type.getFields()).map(namedTypeOf);
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  const fields = Object.values(type.getFields());
  return [...type.getInterfaces(), ...fields.flatMap((field) => [namedTypeOf(field), ...field.args.map(namedTypeOf)])];
}

function namedTypeOf({ type }: { readonly type: GraphQLType }): GraphQLNamedType {
  return getNamedType(type);
}
