import { GraphQLError, type GraphQLErrorOptions } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Logger } from 'pino';
import { GatewayError } from '../errors.ts';
import type { RequestScope } from '../operations/request-scope.ts';

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

/** Gives errors of validation the code that every wrong input has. */
export const validationCodes: Plugin<RequestScope> = {
  onValidate: () => (done) => {
    if (!done.valid) done.setResult(done.result.map((error) => withCode(error as GraphQLError)));
  },
};

/** A wrong document or variable has no code of its own where graphql-js refused it. */
function withCode(error: GraphQLError): GraphQLError {
  const { http: _http, ...given } = error.extensions;
  const extensions = { ...given, code: 'BAD_USER_INPUT' };
  return new GraphQLError(error.message, { ...locationOf(error), originalError: error.originalError, extensions });
}

function mask(cause: unknown, located: GraphQLError | undefined, logger: Logger): GraphQLError {
  if (cause instanceof GatewayError) {
    // Thrown before an operation runs: then the request as a whole is wrong, and no answer with data.
    const extensions = { http: { status: 400 }, ...cause.extensions };
    return new GraphQLError(cause.message, { extensions, originalError: cause });
  }
  logger.error({ err: cause }, 'unexpected error');
  return new GraphQLError('Internal error.', { ...locationOf(located), extensions: { code: 'INTERNAL' } });
}

function locationOf(
  error: GraphQLError | undefined,
): Pick<GraphQLErrorOptions, 'nodes' | 'source' | 'positions' | 'path'> {
  return { nodes: error?.nodes ?? null, source: error?.source, positions: error?.positions, path: error?.path };
}
