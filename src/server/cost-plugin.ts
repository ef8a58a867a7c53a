import { type ExecutionArgs, type FragmentDefinitionNode, GraphQLError, getOperationAST, Kind } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { type Cost, NO_COST } from '../operations/cost.ts';
import type { RequestScope } from '../operations/request-scope.ts';
import { costOfOperation } from '../schema/operation-cost.ts';
import { addExtension } from './result-extensions.ts';

/** The most that one operation may cost. */
export interface CostLimit {
  calls: number;
  rows: number;
}

/** Reckons each operation's cost before it runs, refuses what is too dear, and tells it in `extensions.cost`. */
export function createCostPlugin(limit: CostLimit): Plugin<RequestScope> {
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const { cost, refusal } = reckon(args, limit);
      if (refusal) return setResultAndStopExecution({ errors: [refusal], extensions: { cost } });
      if (cost.calls === 0) return;
      return { onExecuteDone: ({ result, setResult }) => addExtension(result, setResult, { cost }) };
    },
    // What each change costs to be told.
    onSubscribe({ args, setResultAndStopExecution }) {
      const { cost, refusal } = reckon(args, limit);
      if (refusal) setResultAndStopExecution({ errors: [refusal], extensions: { cost } });
    },
  };
}

function reckon(args: ExecutionArgs, limit: CostLimit): { cost: Cost; refusal: GraphQLError | null } {
  const scope = args.contextValue as RequestScope;
  const operation = getOperationAST(args.document, args.operationName);
  if (!operation) return { cost: NO_COST, refusal: null };
  const fragments: Record<string, FragmentDefinitionNode> = {};
  for (const definition of args.document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  const { limits, model } = scope;
  const { capabilities, frappeVersion } = model.info;
  const basis = { limits, capabilities, doctypes: model.doctypes, frappeVersion };
  const cost = costOfOperation(args.schema, operation, fragments, args.variableValues ?? {}, basis);
  const isTooDear = cost.calls > limit.calls || cost.rows > limit.rows;
  return { cost, refusal: isTooDear ? tooDear(operation.operation, cost, limit) : null };
}

function tooDear(operation: string, cost: Cost, limit: CostLimit): GraphQLError {
  const name = cost.calls > limit.calls ? 'calls' : 'rows';
  return new GraphQLError(
    `This ${operation} may need ${cost[name]} ${name} of the site, and ${limit[name]} are allowed. Ask for fewer rows.`,
    { extensions: { code: 'COST_EXCEEDED', field: name } },
  );
}
