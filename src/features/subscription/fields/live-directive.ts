import {
  DirectiveLocation,
  GraphQLBoolean,
  GraphQLDirective,
  GraphQLInt,
  GraphQLNonNull,
  getDirectiveValues,
  type OperationDefinitionNode,
} from 'graphql';
import { badUserInput } from '../../../errors.ts';

/** `query @live`: over a stream, the query is answered again whenever its answer changes. */
export const liveDirective = new GraphQLDirective({
  name: 'live',
  description:
    'Over WebSocket or server-sent events: sends the answer again whenever a document in it changes and the answer differs. Over plain HTTP, it has no effect.',
  locations: [DirectiveLocation.QUERY],
  args: {
    if: { type: new GraphQLNonNull(GraphQLBoolean), defaultValue: true, description: 'Whether to stay live.' },
    throttle: {
      type: new GraphQLNonNull(GraphQLInt),
      defaultValue: 250,
      description: 'Minimum time between two runs, in ms. Changes in the meantime count as one.',
    },
    patch: {
      type: new GraphQLNonNull(GraphQLBoolean),
      defaultValue: false,
      description: 'Sends what differs as a JSON Patch (RFC 6902) instead of whole answers.',
    },
  },
});

/** How a query is kept live. */
export interface LiveOptions {
  throttle: number;
  isPatched: boolean;
}

const MAX_THROTTLE_MS = 3_600_000;

/**
 * Reads the `@live` directive of a query; null without one.
 *
 * @param variables coerced.
 * @throws GatewayError `BAD_USER_INPUT`
 */
export function readLive(
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): LiveOptions | null {
  const values = getDirectiveValues(liveDirective, operation, variables);
  if (operation.operation !== 'query' || values === undefined || values.if !== true) return null;
  const { throttle, patch } = values as { throttle: number; patch: boolean };
  if (throttle < 0 || throttle > MAX_THROTTLE_MS) {
    throw badUserInput(`throttle must be between 0 and ${MAX_THROTTLE_MS}.`, 'throttle');
  }
  return { throttle, isPatched: patch };
}
