import { getOrAdd, type UsedParts } from './collect-used.ts';
import { fieldNode, namedType, type OutputNode, outputNode, type SchemaNodes } from './schema-nodes.ts';

/** The fields to keep of each type, each with the arguments that it is given. */
export type KeptOutputs = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;

/** @returns what is selected, and what a valid schema needs in addition. */
export function keepOutputs(schema: SchemaNodes, used: UsedParts): KeptOutputs {
  const kept = new Map<string, Map<string, Set<string>>>();
  const fieldsOf = (name: string) => getOrAdd(kept, name, () => new Map<string, Set<string>>());
  let isChanged = true;
  const keep = (name: string, fieldname: string, given: Iterable<string>) => {
    const known = fieldsOf(name).get(fieldname);
    const all = new Set([...(known ?? []), ...given]);
    if (known?.size === all.size) return;
    fieldsOf(name).set(fieldname, all);
    isChanged = true;
  };
  const root = schema.rootOf('query');
  for (const [name, fields] of [[root, new Map<string, Set<string>>()] as const, ...used.fields]) {
    fieldsOf(name);
    for (const [fieldname, given] of fields) keep(name, fieldname, given);
  }
  while (isChanged) {
    isChanged = false;
    // The loop reaches types that are added on the way, too.
    for (const [name, fields] of kept) {
      const type = outputNode(schema, name);
      for (const parent of keptInterfaces(type, kept))
        for (const [fieldname, given] of fieldsOf(parent)) keep(name, fieldname, given);
      if (type !== undefined && fields.size === 0) keep(name, leafOf(schema, type), []);
      for (const fieldname of fields.keys()) visitTarget(schema, type, fieldname, fieldsOf);
      for (const possible of typesBehind(schema, used, name)) fieldsOf(possible);
    }
  }
  return kept;
}

function visitTarget(
  schema: SchemaNodes,
  type: OutputNode | undefined,
  fieldname: string,
  visit: (name: string) => void,
): void {
  const field = fieldNode(type, fieldname);
  if (field === undefined) return;
  const target = namedType(field.type);
  if (outputNode(schema, target) !== undefined || schema.possible.has(target)) visit(target);
}

/** The interfaces of a type that are kept. */
export function keptInterfaces(type: OutputNode | undefined, kept: { has(name: string): boolean }): string[] {
  return (type?.interfaces ?? []).map(({ name }) => name.value).filter((name) => kept.has(name));
}

/** The name of a field that stands for all: a type cannot be without one. */
function leafOf(schema: SchemaNodes, { fields = [] }: OutputNode): string {
  const leaf = fields.find(({ type }) => {
    const kind = schema.types.get(namedType(type))?.kind;
    return kind === undefined || kind === 'ScalarTypeDefinition' || kind === 'EnumTypeDefinition';
  });
  return (leaf ?? fields[0])?.name.value ?? '';
}

/**
 * The object types that an interface or union stands for: all of them if their names are asked for, else those that
 * fragments name, and the plainest one for all others.
 */
function typesBehind(schema: SchemaNodes, { fields, typenames }: UsedParts, name: string): readonly string[] {
  const possible = schema.possible.get(name) ?? [];
  if (typenames.has(name)) return possible;
  const sizeOf = (type: string) => outputNode(schema, type)?.fields?.length ?? 0;
  const others = possible.filter((type) => !fields.has(type));
  return others.sort((a, b) => sizeOf(a) - sizeOf(b)).slice(0, 1);
}
