import { type Can, RIGHTS, toCan } from 'frappe-graphql-client';
import { type ComputedRef, computed, type MaybeRefOrGetter, toValue } from 'vue';
import { useGatewayQuery } from './use-gateway-query.ts';

/**
 * The rights of the caller on a document: hints for a user interface, the site decides.
 *
 * @param id the `id` of the document; nothing is asked without it.
 */
export function useCan(id: MaybeRefOrGetter<string | null | undefined>): ComputedRef<Can> {
  const variables = () => ({ id: toValue(id) ?? '' });
  const { data } = useGatewayQuery(RIGHTS, variables, { enabled: () => Boolean(toValue(id)) });
  return computed(() => toCan(data.value?.data.node?._meta.permissions));
}
