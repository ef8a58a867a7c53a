import {
  type ASTVisitor,
  type FieldNode,
  GraphQLError,
  type GraphQLNamedType,
  type GraphQLOutputType,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  print,
  type SelectionSetNode,
  type ValidationContext,
  type ValueNode,
} from 'graphql';

/** A field as it is written, with its definition in the schema. The enclosing selection decides its parent type. */
interface FieldUse {
  readonly id: number;
  readonly key: string;
  readonly node: FieldNode;
  readonly parent: GraphQLNamedType | undefined;
  readonly type: GraphQLOutputType | undefined;
  /** The field's name and arguments: whatever makes its value another one. */
  readonly call: string;
}

/** The fields and spreads of one selection set, those of its inline fragments included. */
interface Selected {
  readonly fields: readonly FieldUse[];
  readonly spreads: readonly string[];
}

/** Fields that are compared before a document counts as too complex. */
const MAX_COMPARED = 100_000;

/** Conflicts that are reported. */
const MAX_CONFLICTS = 5;

/**
 * Checks that fields with the same response key can be merged, as graphql-js' `OverlappingFieldsCanBeMergedRule` does,
 * but by groups instead of pairs, so that the time is about linear in the document.
 *
 * @see https://tech.new-work.se/graphql-overlapping-fields-can-be-merged-fast-ea6e92e0a01
 */
export function mergeFieldsRule(context: ValidationContext): ASTVisitor {
  return {
    Document: ({ definitions }) => {
      const check = new MergeCheck(context);
      for (const definition of definitions) {
        if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
        check.run(definition.selectionSet, context.getSchema().getRootType(definition.operation) ?? undefined);
      }
    },
  };
}

class MergeCheck {
  readonly #context: ValidationContext;
  readonly #selected = new Map<SelectionSetNode, Selected>();
  readonly #known = { shape: new Set<string>(), call: new Set<string>() };
  #nextId = 0;
  #compared = 0;
  #conflicts = 0;

  constructor(context: ValidationContext) {
    this.#context = context;
  }

  run(root: SelectionSetNode, type: GraphQLNamedType | undefined): void {
    const fields = this.#expand([this.#select(root, type)]);
    this.#check('shape', fields);
    this.#check('call', fields);
  }

  /** Checks a set of fields and what is below it. A set that was checked before is not checked again. */
  #check(what: 'shape' | 'call', fields: readonly FieldUse[]): void {
    const key = fields
      .map(({ id }) => id)
      .sort((a, b) => a - b)
      .join();
    if (this.#known[what].has(key) || this.#conflicts >= MAX_CONFLICTS) return;
    this.#known[what].add(key);
    for (const sameKey of groupBy(fields, (field) => field.key)) {
      for (const group of what === 'shape' ? [sameKey] : withCommonParents(sameKey)) {
        if (this.#isTooMuch(group.length)) return;
        const reason = what === 'shape' ? differentShape(group) : differentCall(group);
        if (reason !== null) this.#report(group, reason);
        else this.#check(what, this.#expand(group.flatMap((field) => this.#below(field))));
      }
    }
  }

  #below({ node, type }: FieldUse): Selected[] {
    return node.selectionSet ? [this.#select(node.selectionSet, type && getNamedType(type))] : [];
  }

  #select(selectionSet: SelectionSetNode, parent: GraphQLNamedType | undefined): Selected {
    const known = this.#selected.get(selectionSet);
    if (known) return known;
    const fields: FieldUse[] = [];
    const spreads: string[] = [];
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FIELD) fields.push(this.#toUse(selection, parent));
      else if (selection.kind === Kind.FRAGMENT_SPREAD) spreads.push(selection.name.value);
      else {
        const condition = selection.typeCondition?.name.value;
        const type = condition === undefined ? parent : this.#context.getSchema().getType(condition);
        const inner = this.#select(selection.selectionSet, type);
        for (const field of inner.fields) fields.push(field);
        for (const spread of inner.spreads) spreads.push(spread);
      }
    }
    const selected = { fields, spreads };
    this.#selected.set(selectionSet, selected);
    return selected;
  }

  #toUse(node: FieldNode, parent: GraphQLNamedType | undefined): FieldUse {
    const hasFields = isObjectType(parent) || isInterfaceType(parent);
    const args = (node.arguments ?? []).map(({ name, value }) => `${name.value}: ${printSorted(value)}`).sort();
    this.#nextId += 1;
    return {
      id: this.#nextId,
      key: node.alias?.value ?? node.name.value,
      node,
      parent,
      type: hasFields ? parent.getFields()[node.name.value]?.type : undefined,
      call: [node.name.value, ...args].join('\n'),
    };
  }

  /** All fields of some selection sets, each once, with those of the fragments that they spread. */
  #expand(sets: readonly Selected[]): FieldUse[] {
    const fields = new Set<FieldUse>();
    const visited = new Set<string>();
    const queue = [...sets];
    // Fields are in the order of the document, so that a conflict names them in it.
    for (const set of queue) {
      if (this.#isTooMuch(1 + set.fields.length + set.spreads.length)) return [];
      for (const field of set.fields) fields.add(field);
      for (const name of set.spreads) {
        const fragment = visited.has(name) ? undefined : this.#context.getFragment(name);
        visited.add(name);
        if (!fragment) continue;
        const type = this.#context.getSchema().getType(fragment.typeCondition.name.value);
        queue.push(this.#select(fragment.selectionSet, type));
      }
    }
    return [...fields];
  }

  #report(group: readonly FieldUse[], { other, reason }: Conflict): void {
    const [first] = group as readonly [FieldUse];
    this.#conflicts += 1;
    const message =
      `Fields "${first.key}" conflict because ${reason}. ` +
      'Use different aliases on the fields to fetch both if this was intentional.';
    this.#context.reportError(new GraphQLError(message, { nodes: [first.node, other.node] }));
  }

  /** Counts work, and refuses the document once it takes too much. */
  #isTooMuch(work: number): boolean {
    this.#compared += work;
    if (this.#compared <= MAX_COMPARED) return false;
    if (this.#conflicts < MAX_CONFLICTS) {
      this.#context.reportError(new GraphQLError('The query merges too many fields with the same response keys.'));
    }
    this.#conflicts = MAX_CONFLICTS;
    return true;
  }
}

interface Conflict {
  readonly other: FieldUse;
  readonly reason: string;
}

/** Values under one response key have the same form whatever the object's type is: to have one is transitive. */
function differentShape(group: readonly FieldUse[]): Conflict | null {
  const typed = group.filter((field) => field.type !== undefined);
  const [first] = typed;
  const other = first && typed.find((field) => shapeOf(field) !== shapeOf(first));
  if (!other) return null;
  return { other, reason: `they return conflicting types "${String(first.type)}" and "${String(other.type)}"` };
}

/** Lists and non-null types around a leaf type, or around any type with fields. */
function shapeOf({ type }: FieldUse): string {
  let shape = '';
  let inner = type;
  while (isListType(inner) || isNonNullType(inner)) {
    shape += isListType(inner) ? '[' : '!';
    inner = inner.ofType as GraphQLOutputType;
  }
  return isLeafType(inner) ? shape + inner.name : `${shape}{`;
}

function differentCall([first, ...others]: readonly FieldUse[]): Conflict | null {
  const other = others.find((field) => field.call !== first?.call);
  if (!first || !other) return null;
  const names = [first, other].map((field) => field.node.name.value);
  const reason =
    names[0] === names[1] ? 'they have differing arguments' : `"${names[0]}" and "${names[1]}" are different fields`;
  return { other, reason };
}

/** Fields of two object types never meet in one object; those of an interface may meet any other. */
function withCommonParents(fields: readonly FieldUse[]): FieldUse[][] {
  const anywhere = fields.filter(({ parent }) => !isObjectType(parent));
  const bound = fields.filter(({ parent }) => isObjectType(parent));
  if (bound.length === 0) return [anywhere];
  return groupBy(bound, ({ parent }) => parent?.name ?? '').map((group) => [...anywhere, ...group]);
}

/** In which order an input object names its fields makes no difference. */
function printSorted(value: ValueNode): string {
  if (value.kind === Kind.LIST) return `[${value.values.map(printSorted).join(', ')}]`;
  if (value.kind !== Kind.OBJECT) return print(value);
  return `{${value.fields
    .map((field) => `${field.name.value}: ${printSorted(field.value)}`)
    .sort()
    .join(', ')}}`;
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()];
}
