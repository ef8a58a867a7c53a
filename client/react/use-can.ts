import { type Can, RIGHTS, toCan } from 'frappe-graphql-client';
import { useGatewayQuery } from './use-gateway-query.ts';

/**
 * The rights of the caller on a document: hints for a user interface, the site decides.
 *
 * @param id the `id` of the document; nothing is asked without it.
 */
export function useCan(id: string | null | undefined): Can {
  const { data } = useGatewayQuery(RIGHTS, { id: id ?? '' }, { enabled: Boolean(id) });
  return toCan(data?.data.node?._meta.permissions);
}
