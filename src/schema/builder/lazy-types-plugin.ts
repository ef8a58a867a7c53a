import SchemaBuilder, { BasePlugin, type PothosTypeConfig, type SchemaTypes } from '@pothos/core';
import { type GraphQLNamedType, type GraphQLSchema, isEnumType, isInterfaceType } from 'graphql';
import { chunk } from '../../query/plan/batch-limits.ts';
import { doAtOnce, type Steps } from '../../turns.ts';
import { LazySchema, type TypeSource } from './lazy-schema.ts';

/** The name under which Pothos knows the plugin. */
export const LAZY_TYPES = 'lazyTypes';

declare global {
  export namespace PothosSchemaTypes {
    export interface Plugins<Types extends SchemaTypes> {
      lazyTypes: LazyTypesPlugin<Types>;
    }
  }
}

type AddField = (name: string, field: unknown) => void;
type MakeFields = () => Record<string, unknown>;

/** The used part of a reference to a type with fields. */
interface FieldsRef {
  name: string;
  /** Called for fields that are declared later. */
  fieldCbs: Set<AddField>;
  /** Each makes some of the fields. */
  fields: Set<MakeFields>;
  onField?(add: AddField): void;
}

/** The configuration of a field, from which it is built. */
interface FieldConfig {
  args?: Readonly<Record<string, object>>;
}

/** The used part of Pothos's store of configurations (config-store.js of 4.15). */
interface ConfigStore {
  typeConfigs: ReadonlyMap<string, PothosTypeConfig>;
  /** By the names of types. */
  fields: Map<string, ReadonlyMap<string, FieldConfig>>;
  refs: ReadonlySet<FieldsRef>;
  implementors: ReadonlyMap<string, FieldsRef>;
  prepareForBuild(): void;
  addTypeRef(ref: FieldsRef): void;
  getFields(name: string, kind?: string): ReadonlyMap<string, unknown>;
  getTypeConfig(ref: unknown): PothosTypeConfig;
}

type Fields = Record<string, Extended & { args?: Record<string, Extended> }>;

interface Extended {
  extensions?: Readonly<Record<string, unknown>>;
}

/** The used part of Pothos's cache of built types (build-cache.js of 4.15). */
interface BuildCache {
  configStore: ConfigStore;
  types: Map<string, GraphQLNamedType>;
  outputFieldConfigs: Map<object, unknown>;
  inputFieldConfigs: Map<object, unknown>;
  buildAll(): void;
  buildTypeFromConfig(config: PothosTypeConfig): void;
  buildFields(configs: ReadonlyMap<string, unknown>, typeName: string): Fields;
  getFields(type: GraphQLNamedType): Fields;
  getInputFields(type: GraphQLNamedType): Fields;
}

/**
 * Makes Pothos build each type when it is asked for, in place of all at once: the functions that give the fields of a
 * type are called when graphql-js asks the type for its fields. The options that Pothos keeps in the extensions are
 * left out, because it is more than the schema itself. Pothos has no setting for either, so methods of its store and
 * cache are replaced; its version is exact, and a test compares a complete lazy schema with one built at once.
 */
class LazyTypesPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  readonly #pending = new Map<string, Steps<void>>();
  /** Fields of root types that were built in advance; null once a type has its fields. */
  readonly #builtFields = new Map<string, Fields | null>();

  override beforeBuild(): void {
    const cache = this.buildCache as unknown as BuildCache;
    cache.buildAll = () => {
      this.#deferFields(cache.configStore);
      leaveOutOptions(cache);
      this.#replaceFieldBuilders(cache);
      cache.configStore.prepareForBuild();
    };
  }

  override afterBuild(schema: GraphQLSchema): GraphQLSchema {
    const cache = this.buildCache as unknown as BuildCache;
    const types: TypeSource = { ...typesOf(cache), buildFields: (name) => this.#buildFields(cache, name) };
    return new LazySchema({ types, directives: schema.getDirectives(), extensions: schema.extensions });
  }

  #deferFields(store: ConfigStore): void {
    for (const ref of store.refs) this.#defer(ref);
    const addTypeRef = store.addTypeRef.bind(store);
    store.addTypeRef = (ref) => {
      this.#defer(ref);
      addTypeRef(ref);
    };
    const getFields = store.getFields.bind(store);
    store.getFields = (name, kind) => {
      this.#makeFields(name);
      return getFields(name, kind);
    };
  }

  /** Keeps a reference from calling its functions as soon as another part asks to be called with its fields. */
  #defer(ref: FieldsRef): void {
    if (ref.onField === undefined || Object.hasOwn(ref, 'onField')) return;
    ref.onField = (add) => {
      this.#pending.set(ref.name, addFields(ref, add));
    };
  }

  #makeFields(name: string): void {
    const making = this.#pending.get(name);
    this.#pending.delete(name);
    if (making) doAtOnce(making);
  }

  /** Builds the fields of a root type in steps, in advance: it has thousands. Ends if it is asked for them meanwhile. */
  *#buildFields(cache: BuildCache, name: string): Steps<void> {
    if (!ROOT_TYPES.has(name)) return;
    while (this.#pending.get(name)?.next().done === false) yield;
    if (this.#builtFields.has(name)) return;
    const fields: Fields = {};
    for (const some of chunk([...cache.configStore.getFields(name)], FIELDS_AT_ONCE)) {
      Object.assign(fields, withoutOptions(cache.buildFields(new Map(some), name)));
      yield;
      if (this.#builtFields.has(name)) return;
    }
    this.#builtFields.set(name, fields);
  }

  #replaceFieldBuilders(cache: BuildCache): void {
    const { getFields, getInputFields } = cache;
    cache.getFields = (type) => {
      const fields = this.#builtFields.get(type.name) ?? withoutOptions(getFields.call(cache, type));
      if (ROOT_TYPES.has(type.name)) this.#builtFields.set(type.name, null);
      // The types that implement an interface build its fields, too.
      if (!isInterfaceType(type)) forgetFields(cache, type.name);
      return fields;
    };
    cache.getInputFields = (type) => {
      const fields = withoutOptions(getInputFields.call(cache, type));
      forgetFields(cache, type.name);
      return fields;
    };
  }
}

/** Adds what the functions of a reference make, one function at each step. */
function* addFields(ref: FieldsRef, add: AddField): Steps<void> {
  ref.fieldCbs.add(add);
  for (const make of [...ref.fields]) {
    for (const [name, field] of Object.entries(make())) if (field) add(name, field);
    yield;
  }
}

const ROOT_TYPES: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription']);

/** Fields that are built in one step. */
const FIELDS_AT_ONCE = 100;

/** Forgets what the fields of a type were built from: before an ERPNext, it takes tens of megabytes. */
function forgetFields({ configStore, outputFieldConfigs, inputFieldConfigs }: BuildCache, typeName: string): void {
  for (const config of configStore.fields.get(typeName)?.values() ?? []) {
    outputFieldConfigs.delete(config);
    for (const input of [config, ...Object.values(config.args ?? {})]) inputFieldConfigs.delete(input);
  }
  configStore.fields.set(typeName, new Map());
  configStore.implementors.get(typeName)?.fields.clear();
}

function leaveOutOptions(cache: BuildCache): void {
  const { buildTypeFromConfig } = cache;
  cache.buildTypeFromConfig = (config) => {
    buildTypeFromConfig.call(cache, config);
    const type = cache.types.get(config.name);
    if (type === undefined) return;
    // Pothos wraps it in a function that holds its tables.
    if (isInterfaceType(type) && config.kind === 'Interface') type.resolveType = config.resolveType as never;
    type.extensions = ownExtensions(type);
    if (isEnumType(type)) for (const value of type.getValues()) value.extensions = ownExtensions(value);
  };
}

function withoutOptions(fields: Fields): Fields {
  for (const field of Object.values(fields)) {
    field.extensions = ownExtensions(field);
    if (field.args) for (const arg of Object.values(field.args)) arg.extensions = ownExtensions(arg);
  }
  return fields;
}

const NOTHING: Readonly<Record<string, unknown>> = Object.freeze({});

function ownExtensions({ extensions = NOTHING }: Extended): Readonly<Record<string, unknown>> {
  let own: Record<string, unknown> | undefined;
  for (const key in extensions) {
    if (key.startsWith('pothos')) continue;
    own ??= {};
    own[key] = extensions[key];
  }
  return own ?? NOTHING;
}

function typesOf(cache: BuildCache): Omit<TypeSource, 'buildFields'> {
  const { configStore: store } = cache;
  return {
    typeNames: () => [...store.typeConfigs.keys()],
    getType: (name) => {
      const config = store.typeConfigs.get(name);
      if (config !== undefined && !cache.types.has(name)) cache.buildTypeFromConfig(config);
      return cache.types.get(name);
    },
    interfacesOf: (name) => {
      const config = store.typeConfigs.get(name);
      const interfaces = config !== undefined && 'interfaces' in config ? config.interfaces : [];
      return (interfaces as readonly unknown[]).map((ref) => store.getTypeConfig(ref).name);
    },
    release: () => {
      for (const table of [...Object.values(store), ...Object.values(cache)]) {
        if (table instanceof Map || table instanceof Set) table.clear();
      }
    },
  };
}

SchemaBuilder.registerPlugin(LAZY_TYPES, LazyTypesPlugin);
