import {
  type GraphQLAbstractType,
  type GraphQLDirective,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  GraphQLSchema,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { doAtOnce, type Steps } from '../../turns.ts';

/** Makes the types of a lazy schema as they are asked for. */
export interface TypeSource {
  /** Names of the types that are known so far. Making the fields of one can add others, such as its enums. */
  typeNames(): readonly string[];
  /** @returns the type, without its fields; undefined if the type is not known so far. */
  getType(name: string): GraphQLNamedType | undefined;
  /** Builds the fields of a type in advance, in steps, if they are many. */
  buildFields(name: string): Steps<void>;
  /** Names of the interfaces that an object or interface type implements. */
  interfacesOf(name: string): readonly string[];
  /** Forgets what types are made from, once all are there. */
  release(): void;
}

/** Names of types that are looked up in one step. */
const NAMES_AT_ONCE = 250;

/** The parts of a lazy schema. */
export interface LazySchemaOptions {
  readonly types: TypeSource;
  readonly directives: readonly GraphQLDirective[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

/**
 * A schema whose types are made when they are first asked for, and their fields when those are. GraphQLSchema itself
 * walks over all types in its constructor, which takes most of the start before an ERPNext; everything else in
 * graphql-js asks by the methods that are replaced here. It counts as valid: `validate-complete.ts` checks it.
 */
export class LazySchema extends GraphQLSchema {
  readonly #types: TypeSource;
  #typeMap: Record<string, GraphQLNamedType> | null = null;
  #implementers: ReadonlyMap<string, readonly string[]> | null = null;

  constructor({ types, directives, extensions }: LazySchemaOptions) {
    super({ directives, extensions, assumeValid: true });
    this.#types = types;
  }

  override getQueryType(): GraphQLObjectType | undefined {
    return this.#rootType('Query');
  }

  override getMutationType(): GraphQLObjectType | undefined {
    return this.#rootType('Mutation');
  }

  override getSubscriptionType(): GraphQLObjectType | undefined {
    return this.#rootType('Subscription');
  }

  override getType(name: string): GraphQLNamedType | undefined {
    if (this.#typeMap !== null) return this.#typeMap[name];
    // The method of the same name would ask for all types.
    const known = super.getTypeMap()[name] ?? this.#types.getType(name);
    // Some types are known only once the fields that have them are made.
    return known ?? this.getTypeMap()[name];
  }

  override getTypeMap(): Record<string, GraphQLNamedType> {
    if (this.#typeMap !== null) return this.#typeMap;
    doAtOnce(this.complete());
    return this.#typeMap ?? {};
  }

  override getPossibleTypes(type: GraphQLAbstractType): readonly GraphQLObjectType[] {
    if (!isInterfaceType(type)) return type.getTypes();
    return this.#implementersOf(type.name).filter(isObjectType);
  }

  override getImplementations(type: GraphQLInterfaceType) {
    const types = this.#implementersOf(type.name);
    return { objects: types.filter(isObjectType), interfaces: types.filter(isInterfaceType) };
  }

  override isSubType(
    abstractType: GraphQLAbstractType,
    maybeSubType: GraphQLObjectType | GraphQLInterfaceType,
  ): boolean {
    return isInterfaceType(abstractType)
      ? maybeSubType.getInterfaces().includes(abstractType)
      : abstractType.getTypes().some((type) => type === maybeSubType);
  }

  /** Whether all types and their fields are made. */
  get isComplete(): boolean {
    return this.#typeMap !== null;
  }

  /** Makes what is missing, a type at each step, so that others can have a turn in between. */
  *complete(): Steps<void> {
    const made = new Set<string>();
    for (let names = this.#missing(made); names.length > 0; names = this.#missing(made)) {
      for (const name of names) {
        made.add(name);
        yield* this.#types.buildFields(name);
        makeParts(this.#types.getType(name));
        yield;
      }
    }
    const implementers = yield* groupByInterface(this.#types);
    if (this.#typeMap !== null) return;
    this.#implementers = implementers;
    const typeMap: Record<string, GraphQLNamedType> = { ...super.getTypeMap() };
    for (const [index, name] of this.#types.typeNames().entries()) {
      const type = this.#types.getType(name);
      if (type !== undefined) typeMap[name] = type;
      if (index % NAMES_AT_ONCE === 0) yield;
    }
    if (this.#typeMap !== null) return;
    this.#typeMap = typeMap;
    yield;
    this.#types.release();
  }

  #missing(made: ReadonlySet<string>): string[] {
    return this.#typeMap === null ? this.#types.typeNames().filter((name) => !made.has(name)) : [];
  }

  #rootType(name: string): GraphQLObjectType | undefined {
    const type = this.#typeMap === null ? this.#types.getType(name) : this.#typeMap[name];
    return isObjectType(type) ? type : undefined;
  }

  #implementersOf(name: string): readonly GraphQLNamedType[] {
    this.#implementers ??= doAtOnce(groupByInterface(this.#types));
    return (this.#implementers.get(name) ?? []).flatMap((one) => this.getType(one) ?? []);
  }
}

function makeParts(type: GraphQLNamedType | undefined): void {
  if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)) type.getFields();
  if (isObjectType(type) || isInterfaceType(type)) type.getInterfaces();
}

function* groupByInterface(types: TypeSource): Steps<Map<string, string[]>> {
  const groups = new Map<string, string[]>();
  for (const [index, name] of types.typeNames().entries()) {
    if (index % NAMES_AT_ONCE === 0) yield;
    for (const interfaceName of types.interfacesOf(name)) {
      const group = groups.get(interfaceName);
      if (group) group.push(name);
      else groups.set(interfaceName, [name]);
    }
  }
  return groups;
}
