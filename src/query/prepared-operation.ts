import {
  type ASTNode,
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
import { type KeptParts, keptOperations } from './kept-operations.ts';
import type { BatchLimits } from './plan/batch-limits.ts';
import type { OperationPlan } from './plan/operation-plan.ts';
import { countLooks, plannedSoFar } from './planner/once-per-operation.ts';
import { planRoots } from './planner/plan-roots.ts';
import { asField, fragmentsOf, type PlanContext, type SelectionContext } from './selection/selection.ts';

/** The limit of graphql-js: nobody reads more errors of variables. */
const MAX_VARIABLE_ERRORS = 50;

/** Longer values of variables, such as texts, are seldom sent again. */
const LONGEST_KEY = 200;

let operations = 0;

/**
 * An operation of a validated document. Its plan and its writer depend on variables only at the roots, and where
 * variables are used below them. All else is made once for the same values of these, while there is room.
 */
export class PreparedOperation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly #id: number;
  readonly #fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly #variablesBelow: readonly string[];

  constructor(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) {
    operations += 1;
    this.#id = operations;
    this.schema = schema;
    this.document = document;
    this.operation = operation;
    this.#fragments = fragmentsIn(document);
    this.#variablesBelow = variablesBelowRoots(operation, Object.values(this.#fragments));
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
    return this.#hasVariables ? false : this.kept({})?.plan?.limits === limits;
  }

  /**
   * Plans every root field. An error in a root's plan is that root's own, kept until it is executed.
   *
   * @param variables coerced.
   */
  plan(variables: Readonly<Record<string, unknown>>, limits: BatchLimits): OperationPlan {
    const { plan: known, below } = this.kept(variables) ?? {};
    if (known?.limits === limits) return known.plan;
    const { operation: kind, name } = this.operation;
    const earlier = below?.limits === limits ? below : undefined;
    const context: PlanContext = {
      ...this.#context(variables),
      limits,
      earlier: earlier?.parts,
      onLook: (selections) => countLooks(context, selections),
    };
    const roots = planRoots(context, kind, asField(this.operation));
    const fields = plannedSoFar(context).fields + (earlier?.fields ?? 0);
    const plan = { kind, name: name?.value ?? null, roots, fields };
    this.#keepPlanned(plan, context);
    return plan;
  }

  /** Parts of an operation that fails are not kept: other values of its variables may be right. */
  #keepPlanned(plan: OperationPlan, context: PlanContext): void {
    const { limits, earlier, variableValues } = context;
    const { parts, fields } = plannedSoFar(context);
    const isFailed = [...plan.roots.values()].some(({ error }) => error !== undefined);
    if (!this.#hasVariables) this.#keep(variableValues, { plan: { plan, limits } });
    else if (!earlier && !isFailed) this.#keep(variableValues, { below: { parts, fields, limits } });
  }

  /** @returns what writes the answer from the values of the roots; null if only the executor can complete it. */
  writer(given: Readonly<Record<string, unknown>>): DataWriter | null {
    // The writer lives longer than the request, whose other variables may be large.
    const names = this.#variablesBelow.filter((name) => Object.hasOwn(given, name));
    const variables = Object.fromEntries(names.map((name) => [name, given[name]]));
    const known = this.kept(variables)?.writer;
    if (known !== undefined) return known;
    const type = this.schema.getRootType(this.operation.operation);
    const root = asField(this.operation);
    // A writer grows with each type that an interface turns out to be.
    const weigh = (grown: DataWriter) => {
      if (this.kept(variables)?.writer === grown) this.#keep(variables, { writer: grown });
    };
    const writer = type ? compileWriter(this.#context(variables), type, [root], weigh) : null;
    this.#keep(variables, { writer });
    return writer;
  }

  /** @returns the parts that are kept for the values of variables. */
  kept(variables: Readonly<Record<string, unknown>>): KeptParts | undefined {
    const key = this.#keyOf(variables);
    return key === null ? undefined : keptOperations(this.schema).get(key);
  }

  #keep(variables: Readonly<Record<string, unknown>>, parts: Omit<KeptParts, 'document'>): void {
    const key = this.#keyOf(variables);
    if (key === null) return;
    keptOperations(this.schema).set(key, { ...this.kept(variables), ...parts, document: this.document });
  }

  get #hasVariables(): boolean {
    return (this.operation.variableDefinitions?.length ?? 0) > 0;
  }

  /** @returns a key that only the same values of the variables below the roots have; null if there is none. */
  #keyOf(variables: Readonly<Record<string, unknown>>): string | null {
    const values = this.#variablesBelow.map((name) => variables[name]);
    if (!values.every(isShortScalar)) return null;
    // JSON has no value for a variable that is absent, which is another than null.
    const key = JSON.stringify(values.map((value) => (value === undefined ? [] : value)));
    return key.length > LONGEST_KEY ? null : `${this.#id} ${key}`;
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

/** @returns the variables that decide which fields are selected, or are in their arguments, below the roots. */
function variablesBelowRoots(
  { selectionSet }: OperationDefinitionNode,
  fragments: readonly FragmentDefinitionNode[],
): readonly string[] {
  const names = new Set<string>();
  const collect = (node: ASTNode) => void visit(node, { Variable: ({ name }) => void names.add(name.value) });
  for (const selection of selectionSet.selections) {
    if (selection.kind !== Kind.FIELD) collect(selection);
    else for (const node of [selection.selectionSet, ...(selection.directives ?? [])]) if (node) collect(node);
  }
  fragments.forEach(collect);
  return [...names];
}

function isShortScalar(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= LONGEST_KEY;
  return value === null || ['number', 'boolean', 'undefined'].includes(typeof value);
}
