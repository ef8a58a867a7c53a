import { type DocumentNode, GraphQLError, type GraphQLErrorOptions, Kind } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Logger } from 'pino';
import { GatewayError, shortenEcho, withoutSuggestions } from '../../errors.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { statusOfCode } from './response-status.ts';
import { wrongValuePath } from './wrong-value-path.ts';

/** The settings of masking. */
export interface MaskOptions {
  logger: Logger;
  /** The ID of the request that is being answered. */
  requestId: () => string | undefined;
  /** Whether messages may suggest names of the schema. */
  areNamesTold: boolean;
}

/**
 * Decides what callers read of an error. Errors of the gateway and of GraphQL itself are for them; anything else is
 * logged and becomes `INTERNAL` without its message.
 */
export function createErrorMask(options: MaskOptions): (error: unknown) => Error {
  return (error) => {
    if (!(error instanceof GraphQLError)) return mask(error, undefined, options);
    const cause = error.originalError;
    if (cause instanceof GatewayError) return error;
    if (cause !== undefined && cause !== null && !(cause instanceof GraphQLError)) return mask(cause, error, options);
    return isAboutField(error) ? mask(error, error, options) : withCode(error, options.areNamesTold);
  };
}

/** Gives errors of validation the code that every wrong input has. */
export function createValidationCodes(areNamesTold: boolean): Plugin<RequestScope> {
  return {
    onValidate:
      ({ params }) =>
      (done) => {
        const { documentAST } = params as { documentAST?: DocumentNode };
        const toCoded = (error: unknown) => withCode(error as GraphQLError, areNamesTold, documentAST);
        if (!done.valid) done.setResult(done.result.map(toCoded));
      },
  };
}

/**
 * An error while a valid document runs is the gateway's fault, except if a value in the document is to
 * blame, such as an argument whose variable turned out to be null.
 */
function isAboutField({ path, nodes }: GraphQLError): boolean {
  return path !== undefined && (nodes ?? []).every((node) => node.kind === Kind.FIELD);
}

/** A wrong document or variable has no code of its own where graphql-js refused it. */
function withCode(error: GraphQLError, areNamesTold: boolean, document?: DocumentNode): GraphQLError {
  // Yoga's message about a body that it cannot parse repeats the body.
  const { http, originalError: _cause, ...given } = error.extensions;
  const field = given.field ?? wrongValuePath(error, document);
  const extensions = {
    ...given,
    // The status of a document and its variables depends on the type of the answer.
    ...(error.locations === undefined && http !== undefined ? { http } : {}),
    ...(field === null ? {} : { field }),
    code: 'BAD_USER_INPUT',
  };
  const message = shortenEcho(areNamesTold ? error.message : withoutSuggestions(error.message));
  return new GraphQLError(message, { ...locationOf(error), originalError: error.originalError, extensions });
}

function mask(cause: unknown, located: GraphQLError | undefined, { logger, requestId }: MaskOptions): GraphQLError {
  if (cause instanceof GatewayError) {
    // Thrown before an operation runs: then the request as a whole is refused, and no answer has data.
    const extensions = { http: toHttp(cause), ...cause.extensions };
    return new GraphQLError(cause.message, { extensions, originalError: cause });
  }
  const id = requestId();
  logger.error({ err: cause, requestId: id }, 'unexpected error');
  const extensions = { code: 'INTERNAL', ...(id === undefined ? {} : { requestId: id }) };
  return new GraphQLError('Internal error.', { ...locationOf(located), extensions });
}

function toHttp({ code, details }: GatewayError): { status: number; headers?: Record<string, string> } {
  const { retryAfter } = details;
  return {
    status: statusOfCode(code),
    ...(retryAfter === undefined ? {} : { headers: { 'retry-after': String(retryAfter) } }),
  };
}

/** The place of an error in the document and in the response. */
export function locationOf(
  error: GraphQLError | undefined,
): Pick<GraphQLErrorOptions, 'nodes' | 'source' | 'positions' | 'path'> {
  return { nodes: error?.nodes ?? null, source: error?.source, positions: error?.positions, path: error?.path };
}
