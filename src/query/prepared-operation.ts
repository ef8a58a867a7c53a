import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import { deriveOnce } from '../derive-once.ts';
import { compileWriter, type DataWriter } from './completion/result-writer.ts';
import { type KeptOperation, type KeptParts, keptOperations } from './kept-operations.ts';
import type { BatchLimits } from './plan/batch-limits.ts';
import type { OperationPlan } from './plan/operation-plan.ts';
import { countLooks, plannedSoFar } from './planner/once-per-operation.ts';
import { planRoots } from './planner/plan-roots.ts';
import { asField, fragmentsOf, type PlanContext, type SelectionContext } from './selection/selection.ts';

/** The limit of graphql-js: nobody reads more errors of variables. */
const MAX_VARIABLE_ERRORS = 50;

/** An operation of a validated document. Parts that do not depend on variables are made once, while there is room. */
export class PreparedOperation implements KeptOperation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly #fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly #hasFixedSelection: boolean;

  constructor(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) {
    this.schema = schema;
    this.document = document;
    this.operation = operation;
    this.#fragments = fragmentsIn(document);
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

  /** Whether the whole plan is there already. */
  hasPlan(limits: BatchLimits): boolean {
    return this.#kept?.plan?.limits === limits;
  }

  /**
   * Plans every root field. An error in a root's plan is that root's own, kept until it is executed.
   *
   * @param variables coerced.
   */
  plan(variables: Readonly<Record<string, unknown>>, limits: BatchLimits): OperationPlan {
    const { plan: known, below } = this.#kept ?? {};
    if (known?.limits === limits) return known.plan;
    const { operation: kind, name } = this.operation;
    const context: PlanContext = {
      ...this.#context(variables),
      limits,
      earlier: below?.limits === limits ? below.parts : undefined,
      onLook: (selections) => countLooks(context, selections),
    };
    const roots = planRoots(context, kind, asField(this.operation));
    const plan = { kind, name: name?.value ?? null, roots, fields: plannedSoFar(context).fields };
    this.#keepPlanned(plan, context);
    return plan;
  }

  /** Parts of an operation that fails are not kept: other values of its variables may be right. */
  #keepPlanned(plan: OperationPlan, context: PlanContext): void {
    const { limits, earlier } = context;
    const { parts, fields } = plannedSoFar(context);
    const isFailed = [...plan.roots.values()].some(({ error }) => error !== undefined);
    if (!this.operation.variableDefinitions?.length) this.#keep({ plan: { plan, limits } });
    else if (this.#hasFixedSelection && !earlier && !isFailed) this.#keep({ below: { parts, fields, limits } });
  }

  /** @returns what writes the answer from the values of the roots; null if only the executor can complete it. */
  writer(variables: Readonly<Record<string, unknown>>): DataWriter | null {
    const known = this.#kept?.writer;
    if (known !== undefined) return known;
    const type = this.schema.getRootType(this.operation.operation);
    const root = asField(this.operation);
    const writer = type ? compileWriter(this.#context(variables), type, [root], (grown) => this.#weigh(grown)) : null;
    if (this.#hasFixedSelection) this.#keep({ writer });
    return writer;
  }

  get #kept(): KeptParts | undefined {
    return keptOperations(this.schema).get(this);
  }

  #keep(parts: KeptParts): void {
    keptOperations(this.schema).set(this, { ...this.#kept, ...parts });
  }

  /** A writer grows with each type that an interface turns out to be. */
  #weigh(writer: DataWriter): void {
    if (this.#kept?.writer === writer) this.#keep({ writer });
  }

  #context(variableValues: Readonly<Record<string, unknown>>): SelectionContext {
    return { schema: this.schema, fragments: this.#fragments, variableValues };
  }
}

const fragmentsIn = deriveOnce(fragmentsOf);

const prepared = new WeakMap<GraphQLSchema, WeakMap<DocumentNode, Map<string | null, PreparedOperation>>>();

/**
 * @returns the operation that a request names, the same one for the same schema and document; null if the document lacks
 * that operation, or has several and no name is given.
 */
export function prepareOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
): PreparedOperation | null {
  const ofSchema = prepared.get(schema) ?? new WeakMap<DocumentNode, Map<string | null, PreparedOperation>>();
  prepared.set(schema, ofSchema);
  const ofDocument = ofSchema.get(document) ?? new Map<string | null, PreparedOperation>();
  ofSchema.set(document, ofDocument);
  const known = ofDocument.get(operationName ?? null);
  if (known !== undefined) return known;
  const operation = findOperation({ document, operationName });
  if (operation === null) return null;
  const made = new PreparedOperation(schema, document, operation);
  ofDocument.set(operationName ?? null, made);
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
