import type { Plugin } from 'graphql-yoga';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { operationOf } from '../context/operation-context.ts';
import type { RequestRule } from './request-rule.ts';

/** Holds yoga's requests to the rules, in their order. */
export function createRequestRules(rules: readonly RequestRule[]): Plugin<RequestScope> {
  return {
    onRequest({ request, serverContext, fetchAPI, endResponse }) {
      const { method, headers } = request;
      const isLetIn = operationOf(serverContext).params !== undefined;
      const head = { method, header: (name: string) => headers.get(name), isLetIn };
      for (const rule of rules) {
        const answer = rule(head);
        if (answer !== null) return endResponse(new fetchAPI.Response(answer.body, answer));
      }
    },
  };
}
