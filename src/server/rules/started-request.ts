import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { ServedModel } from '../site/served-site.ts';
import type { GraphqlParams } from './graphql-params.ts';

/** The parts of a request that are ready when the quick handler hands it to yoga. */
export interface StartedRequest {
  /** The parameters of the operation, or why they could not be read. */
  readonly params: Promise<GraphqlParams>;
  readonly served: ServedModel;
  scope?: RequestScope;
}
