import { print } from 'graphql';
import { CloseCode, createClient } from 'graphql-ws';
import { type Caller, callerFromEnvironment } from '../send-query.ts';
import {
  FollowOrdersDocument,
  type FollowOrdersSubscription,
  type FollowOrdersSubscriptionVariables,
} from './follow-orders.generated.ts';

type Change = FollowOrdersSubscription['shopOrderChanged'];

/**
 * Follows the open orders over a WebSocket, a line for each change. If the connection breaks, the client makes it again
 * and sends the subscription as it is then: with `after` it goes on behind the last change, so that none is missed and
 * none comes twice.
 */
export async function* followOrders({ url, authorization }: Caller): AsyncGenerator<string> {
  const client = createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    connectionParams: authorization === null ? {} : { authorization },
    retryAttempts: Number.POSITIVE_INFINITY,
    // An unreachable gateway does not accept connections, which is not a close event. A refused credential is not a
    // lost connection.
    shouldRetry: (event) => !(event instanceof CloseEvent && event.code === CloseCode.Forbidden),
  });
  const variables: FollowOrdersSubscriptionVariables = { after: null };
  try {
    const results = client.iterate<FollowOrdersSubscription>({ query: print(FollowOrdersDocument), variables });
    for await (const { data, errors } of results) {
      if (!data) throw new Error(errors?.map(({ message }) => message).join('\n'));
      variables.after = data.shopOrderChanged.resumeToken;
      yield toLine(data.shopOrderChanged);
    }
  } finally {
    await client.dispose();
  }
}

function toLine({ event, name, matches, shopOrder }: Change): string {
  if (!matches) return `${name}  ${event === 'DELETE' ? 'deleted' : 'not open any more'}`;
  return `${name}  ${event.toLowerCase()}  ${shopOrder?.grand_total ?? '?'}  ${shopOrder?.customer?.customer_name ?? '?'}`;
}

if (import.meta.main) for await (const line of followOrders(callerFromEnvironment())) console.log(line);
