import type { ExecutionArgs } from 'graphql';
import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { liveDirective } from '../../features/subscription/fields/live-directive.ts';
import { endBudget } from '../../frappe/operation-budget.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { findOperation } from '../../query/prepared-operation.ts';
import { operationOf } from '../context/operation-context.ts';
import { asksAboutSchema } from '../introspection/split-operation.ts';
import type { Streams } from './streams.ts';

/** Runs subscriptions and live queries as streams, once they passed all that other operations pass. */
export function createStreamsPlugin(streams: Streams): Plugin<RequestScope> {
  return {
    onSubscribe({ args, subscribeFn, setSubscribeFn, setResultAndStopExecution }) {
      const delivery = operationOf(args.contextValue).delivery;
      if (delivery === undefined) return setResultAndStopExecution({ errors: [noDelivery()] });
      endBudget((args.contextValue as RequestScope).caller.operation);
      setSubscribeFn((given: ExecutionArgs) => streams.subscribe(given, delivery, subscribeFn));
    },
    onExecute({ args, executeFn, setExecuteFn, setResultAndStopExecution }) {
      const delivery = operationOf(args.contextValue).delivery;
      if (delivery === undefined || !isLive(args)) return;
      if (asksAboutSchema(args.document)) return setResultAndStopExecution({ errors: [schemaIsNotLive()] });
      setExecuteFn((given: ExecutionArgs) => streams.subscribe(given, delivery, executeFn));
    },
  };
}

function isLive(args: ExecutionArgs): boolean {
  const directives = findOperation(args)?.directives ?? [];
  return directives.some(({ name }) => name.value === liveDirective.name);
}

/** A live query runs again and again, and describing a schema is much work. */
function schemaIsNotLive(): GraphQLError {
  const message = '`@live`: `__schema` and `__type` cannot be asked for in a live query. Ask for them in another one.';
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}

function noDelivery(): GraphQLError {
  const message = 'Subscriptions are delivered over WebSocket, or where the request accepts text/event-stream.';
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}
