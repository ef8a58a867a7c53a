import { GraphQLError, OperationTypeNode } from 'graphql';
import type { YogaServerInstance } from 'graphql-yoga';
import { findOperation } from '../../query/prepared-operation.ts';
import type { OperationContext } from '../context/operation-context.ts';
import { assertMayBatch } from '../limits/batch-of-operations.ts';
import type { RequestLimits } from '../limits/request-limits.ts';
import { assertShallow } from '../limits/variable-limits.ts';
import type { OperationResults } from '../stream/shared-stream.ts';
import { RefusedOperation } from '../stream/stream-operation.ts';

/**
 * Runs an operation that came over a socket or in a batch, through the same plugins as those of HTTP.
 *
 * @throws RefusedOperation with all that is wrong with it; GraphQLError if it cannot be parsed; GatewayError as
 * `PersistedOperations.resolve` does.
 */
export async function runOperation<Server extends object, User extends object>(
  yoga: Pick<YogaServerInstance<Server, User>, 'getEnveloped'>,
  limits: Pick<RequestLimits, 'depth' | 'documents' | 'turns' | 'persisted'>,
  context: OperationContext,
  sent: unknown,
): Promise<OperationResults> {
  const payload = limits.persisted.resolve(sent);
  assertShallow(payload.variables, limits.depth);
  const enveloped = yoga.getEnveloped({ req: context.request, operation: context, params: payload } as never);
  const { schema } = enveloped;
  await limits.documents.prepare(payload.query, schema, limits.turns);
  const document = enveloped.parse(payload.query);
  const errors = enveloped.validate(schema, document);
  if (errors.length > 0) throw new RefusedOperation(errors);
  const operation = findOperation({ document, operationName: payload.operationName });
  if (operation === null) throw new GraphQLError('The document has several operations, or none of this name.');
  if (context.shared) assertMayBatch(operation.operation);
  const isSubscription = operation.operation === OperationTypeNode.SUBSCRIPTION;
  const run = isSubscription ? enveloped.subscribe : enveloped.execute;
  return run({
    schema,
    document,
    operationName: payload.operationName,
    variableValues: payload.variables,
    contextValue: await enveloped.contextFactory(),
  }) as Promise<OperationResults>;
}
