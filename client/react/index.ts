export { showChanges } from 'frappe-graphql-client';
export { GatewayProvider, useGateway } from './gateway-context.ts';
export { useCan } from './use-can.ts';
export { type ChangesResult, type UseChangesOptions, useChanges } from './use-changes.ts';
export { type DocResult, useDoc } from './use-doc.ts';
export { type DocFormResult, type UseDocFormOptions, useDocForm } from './use-doc-form.ts';
export {
  gatewayQueryOptions,
  type ReadOptions,
  refreshAll,
  useGatewayMutation,
  useGatewayQuery,
} from './use-gateway-query.ts';
export { type ListResult, type UseListOptions, useList } from './use-list.ts';
export { type MeResult, useMe } from './use-me.ts';
export { type SearchLinkOptions, type SearchLinkResult, useSearchLink } from './use-search-link.ts';
export { useStore } from './use-store.ts';
export { type UploadResult, useUpload } from './use-upload.ts';
