import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  type Token,
  visit,
} from 'graphql';
import { compileWriter, type DataWriter } from './completion/result-writer.ts';
import type { BatchLimits } from './plan/batch-limits.ts';
import type { OperationPlan } from './plan/operation-plan.ts';
import { plannedFields } from './planner/once-per-operation.ts';
import { planRoots } from './planner/plan-roots.ts';
import { asField, fragmentsOf, type SelectionContext } from './selection/selection.ts';

/** Fields of plans and writers that are kept for each token of a document: a short one can have many of them. */
const FIELDS_PER_TOKEN = 2;

/** The limit of graphql-js: nobody reads more errors of variables. */
const MAX_VARIABLE_ERRORS = 50;

/** An operation of a validated document. Parts that do not depend on variables are made once, and kept with it. */
export class PreparedOperation {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly #fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly #hasFixedSelection: boolean;
  readonly #room: Room;
  #plan: { readonly plan: OperationPlan; readonly limits: BatchLimits } | null = null;
  #writer: DataWriter | null | undefined;

  constructor(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, room: Room) {
    this.schema = schema;
    this.operation = operation;
    this.#room = room;
    this.#fragments = fragmentsOf(document);
    this.#hasFixedSelection = !usesVariablesBelowRoots(operation, Object.values(this.#fragments));
  }

  /** Coerces the variables of a request. */
  coerce(
    given: Readonly<Record<string, unknown>> | null | undefined,
  ): { readonly variables: Record<string, unknown> } | { readonly errors: readonly GraphQLError[] } {
    const values = getVariableValues(this.schema, this.operation.variableDefinitions ?? [], given ?? {}, {
      maxErrors: MAX_VARIABLE_ERRORS,
    });
    return values.errors ? { errors: values.errors } : { variables: values.coerced };
  }

  /** Whether the plan is there already. */
  hasPlan(limits: BatchLimits): boolean {
    return this.#plan?.limits === limits;
  }

  /**
   * Plans every root field. An error in a root's plan is that root's own, kept until it is executed.
   *
   * @param variables coerced.
   */
  plan(variables: Readonly<Record<string, unknown>>, limits: BatchLimits): OperationPlan {
    if (this.#plan?.limits === limits) return this.#plan.plan;
    const { operation: kind, name, variableDefinitions } = this.operation;
    const context = { ...this.#context(variables), limits };
    const plan = { kind, name: name?.value ?? null, roots: planRoots(context, kind, asField(this.operation)) };
    if (!variableDefinitions?.length && this.#room.take(plannedFields(context))) this.#plan = { plan, limits };
    return plan;
  }

  /** @returns what writes the answer from the values of the roots; null if only the executor can complete it. */
  writer(variables: Readonly<Record<string, unknown>>): DataWriter | null {
    if (this.#writer !== undefined) return this.#writer;
    const type = this.schema.getRootType(this.operation.operation);
    const writer = type ? compileWriter(this.#context(variables), type, [asField(this.operation)]) : null;
    if (this.#hasFixedSelection && this.#room.take(writer?.fields ?? 1)) this.#writer = writer;
    return writer;
  }

  #context(variableValues: Readonly<Record<string, unknown>>): SelectionContext {
    return { schema: this.schema, fragments: this.#fragments, variableValues };
  }
}

/** Bounds what is kept for the operations of a document together, as the cache of documents counts their tokens. */
class Room {
  #left: number;

  constructor(document: DocumentNode) {
    this.#left = FIELDS_PER_TOKEN * countTokens(document);
  }

  /** @returns whether so many fields may be kept, too. */
  take(fields: number): boolean {
    if (fields > this.#left) return false;
    this.#left -= fields;
    return true;
  }
}

function countTokens({ loc }: DocumentNode): number {
  let tokens = 0;
  for (let token: Token | null | undefined = loc?.startToken; token; token = token.next) tokens += 1;
  return tokens;
}

interface PreparedDocument {
  readonly room: Room;
  readonly operations: Map<string | null, PreparedOperation>;
}

const prepared = new WeakMap<GraphQLSchema, WeakMap<DocumentNode, PreparedDocument>>();

/**
 * @returns the operation that a request names, the same one for the same schema and document; null if the document lacks
 * that operation, or has several and no name is given.
 */
export function prepareOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
): PreparedOperation | null {
  const ofSchema = prepared.get(schema) ?? new WeakMap<DocumentNode, PreparedDocument>();
  prepared.set(schema, ofSchema);
  const { operations, room } = ofSchema.get(document) ?? { operations: new Map(), room: new Room(document) };
  ofSchema.set(document, { operations, room });
  const known = operations.get(operationName ?? null);
  if (known !== undefined) return known;
  const operation = findOperation({ document, operationName });
  if (operation === null) return null;
  const made = new PreparedOperation(schema, document, operation, room);
  operations.set(operationName ?? null, made);
  return made;
}

/** @returns the operation that a request names; null if the document does not have it, or has several. */
export function findOperation({
  document,
  operationName,
}: {
  document: DocumentNode;
  operationName?: string | null | undefined;
}): OperationDefinitionNode | null {
  return getOperationAST(document, operationName) ?? null;
}

/** Whether which fields are selected, or their arguments below the roots, may differ from request to request. */
function usesVariablesBelowRoots(
  { selectionSet }: OperationDefinitionNode,
  fragments: readonly FragmentDefinitionNode[],
): boolean {
  return selectionSet.selections.some((selection) => {
    if (selection.kind !== Kind.FIELD) return usesVariables(selection);
    return [selection.selectionSet, ...(selection.directives ?? [])].some((node) => node && usesVariables(node));
  })
    ? true
    : fragments.some(usesVariables);
}

function usesVariables(node: Parameters<typeof visit>[0]): boolean {
  let isFound = false;
  visit(node, {
    Variable: () => {
      isFound = true;
    },
  });
  return isFound;
}
