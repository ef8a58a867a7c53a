import { GraphQLError, type GraphQLErrorOptions } from 'graphql';
import type { Logger } from 'pino';
import { GatewayError } from '../errors.ts';

/**
 * Decides what callers read of an error. Errors of the gateway and of GraphQL itself are for them; anything else is
 * logged and becomes `INTERNAL` without its message.
 */
export function createErrorMask(logger: Logger): (error: unknown) => Error {
  return (error) => {
    if (!(error instanceof GraphQLError)) return mask(error, undefined, logger);
    const cause = error.originalError;
    if (cause instanceof GatewayError) return error;
    if (cause !== undefined && cause !== null && !(cause instanceof GraphQLError)) return mask(cause, error, logger);
    return withCode(error);
  };
}

/** A wrong document or variable has no code of its own where graphql-js refused it. */
function withCode(error: GraphQLError): GraphQLError {
  const extensions = { ...error.extensions, code: 'BAD_USER_INPUT' };
  return new GraphQLError(error.message, { ...locationOf(error), originalError: error.originalError, extensions });
}

function mask(cause: unknown, located: GraphQLError | undefined, logger: Logger): GraphQLError {
  if (cause instanceof GatewayError) {
    return new GraphQLError(cause.message, { extensions: cause.extensions, originalError: cause });
  }
  logger.error({ err: cause }, 'unexpected error');
  return new GraphQLError('Internal error.', { ...locationOf(located), extensions: { code: 'INTERNAL' } });
}

function locationOf(
  error: GraphQLError | undefined,
): Pick<GraphQLErrorOptions, 'nodes' | 'source' | 'positions' | 'path'> {
  return { nodes: error?.nodes ?? null, source: error?.source, positions: error?.positions, path: error?.path };
}
