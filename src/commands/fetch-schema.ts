import { buildClientSchema, getIntrospectionQuery } from 'graphql';
import { ConfigError, UsageError } from '../errors.ts';
import { printSorted } from '../schema/builder/semantic-non-null.ts';
import type { CommandOption, CommandValues } from './command.ts';

/** The options of commands that can take the schema from a running gateway. */
export const GATEWAY_OPTIONS: Readonly<Record<'gateway' | 'authorization', CommandOption>> = {
  gateway: { type: 'string', value: 'URL', summary: 'take the schema from a running gateway: https://…/graphql' },
  authorization: {
    type: 'string',
    value: 'TEXT',
    summary: 'the Authorization header for it; better in the variable GATEWAY_AUTHORIZATION',
  },
};

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Asks the gateway that the options name for its schema.
 *
 * @returns the schema as sorted SDL; null if the options name no gateway.
 * @throws ConfigError if the gateway cannot be reached, or does not show its schema.
 */
export async function fetchGatewaySchema(env: Environment, values: CommandValues): Promise<string | null> {
  if (values.gateway === undefined) return null;
  const url = String(values.gateway);
  if (!/^https?:/.test(url) || !URL.canParse(url)) throw new UsageError('--gateway must be an http or https address.');
  const authorization = values.authorization ?? env.GATEWAY_AUTHORIZATION;
  const headers = {
    'content-type': 'application/json',
    ...(authorization ? { authorization: String(authorization) } : {}),
  };
  const body = JSON.stringify({ query: getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true }) });
  const answer = await fetch(url, { method: 'POST', headers, body }).then(readAnswer, (error: unknown) => {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new ConfigError(
      `--gateway: ${url} cannot be reached (${cause instanceof Error ? cause.message : cause}). Start the gateway first.`,
    );
  });
  if (answer.data) return printSorted(buildClientSchema(answer.data as never));
  const [error] = answer.errors ?? [];
  if (error === undefined)
    throw new ConfigError(
      `--gateway: ${url} is not a gateway. Its address ends in /graphql: http://127.0.0.1:4000/graphql.`,
    );
  const hint =
    error.extensions?.code === 'UNAUTHENTICATED' ? ' Set GATEWAY_AUTHORIZATION to an Authorization header.' : '';
  throw new ConfigError(`--gateway: ${url} does not show its schema: ${error.message}${hint}`);
}

interface Answer {
  readonly data?: object | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/** Anything but an object of JSON is not the answer of a gateway. */
async function readAnswer(response: Response): Promise<Answer> {
  const value: unknown = await response.json().catch(() => null);
  if (typeof value !== 'object' || value === null) return {};
  // The root of a gateway leads on to its page, which gets no operation then.
  return response.redirected && !('data' in value) ? {} : value;
}
