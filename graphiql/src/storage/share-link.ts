import { type OperationText, withoutSecrets } from './operation-text.ts';

/**
 * The address of the page with an operation behind `#`, where no server and no log sees it. Headers and passwords are never in it.
 */
export function toShareLink(operation: OperationText): string {
  const { query, variables } = withoutSecrets(operation);
  const search = new URLSearchParams({ query, ...(variables.trim() === '' ? {} : { variables }) });
  return `${location.origin}${location.pathname}#${search}`;
}

/** Takes the operation of a shared link out of the address, so that a reload does not open it again. */
export function takeSharedOperation(): OperationText | null {
  const search = new URLSearchParams(location.hash.slice(1));
  const query = search.get('query');
  if (query === null) return null;
  history.replaceState(null, '', location.pathname + location.search);
  return { query, variables: search.get('variables') ?? '' };
}
