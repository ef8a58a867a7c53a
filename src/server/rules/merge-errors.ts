import { type ExecutionResult, GraphQLError, OperationTypeNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { GatewayError } from '../../errors.ts';
import { laneOf } from '../../frappe/caller-lane.ts';
import type { CallerContext } from '../../frappe/frappe-request.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { OwnError } from '../../query/plan/refused-value.ts';
import { prepareOperation } from '../../query/prepared-operation.ts';
import { LongWork } from '../../turns.ts';
import { locationOf } from './mask-error.ts';

/** Leaves one error of those that have one cause, and says in `extensions.count` how many places it stands for. */
export function createErrorMerge(): Plugin<RequestScope> {
  return {
    onExecute: ({ args }) => ({
      onExecuteDone: async ({ result, setResult }) => {
        if (typeof result !== 'object' || result === null || Symbol.asyncIterator in result) return;
        const execution = result as ExecutionResult;
        if (!execution.errors || execution.errors.length < 2) return;
        const kind = prepareOperation(args.schema, args.document, args.operationName)?.operation.operation;
        const { caller } = args.contextValue as RequestScope;
        const errors = await mergeErrors(execution.errors, kind === OperationTypeNode.MUTATION, caller);
        setResult({ ...execution, errors });
      },
    }),
  };
}

/**
 * Errors have one cause if they stand at the same field of some rows and say the same, or refuse the same: which
 * document cannot be read is shown by what is null.
 *
 * Fields that are null only with an error keep one at each place.
 *
 * @param isMutation entries of a mutation are writes of their own, so their errors are kept apart.
 * @param caller for whom it is done; others are let in between.
 */
export async function mergeErrors(
  errors: readonly GraphQLError[],
  isMutation: boolean,
  caller: CallerContext,
): Promise<GraphQLError[]> {
  const groups = new Map<unknown, GraphQLError[]>();
  const work = new LongWork(laneOf(caller));
  for (const error of errors) {
    if (work.isDue) await work.rest();
    const cause = causeOf(error, isMutation) ?? error;
    const group = groups.get(cause);
    if (group) group.push(error);
    else groups.set(cause, [error]);
  }
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    return others.length === 0 ? [first] : [withCount(first, others.length + 1)];
  });
}

/** The same text for errors of one cause; null for one that stands alone. */
function causeOf({ path, originalError }: GraphQLError, isMutation: boolean): string | null {
  if (!(originalError instanceof GatewayError) || originalError instanceof OwnError) return null;
  if (!path?.some((part) => typeof part === 'number')) return null;
  const place = path.map((part, depth) => (typeof part === 'number' && !(isMutation && depth === 1) ? '*' : part));
  const { code, message, details } = originalError;
  // The cause is the site's message; the gateway may have put the document's name in front of it.
  const said = details.messages?.at(-1)?.text ?? message;
  return JSON.stringify([place, code, code === 'FORBIDDEN' ? details.field : said]);
}

function withCount(error: GraphQLError, count: number): GraphQLError {
  const extensions = { ...error.extensions, count };
  return new GraphQLError(error.message, { ...locationOf(error), originalError: error.originalError, extensions });
}
