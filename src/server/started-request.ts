import type { RequestScope } from '../operations/request-scope.ts';
import type { GraphqlParams } from './graphql-params.ts';
import type { ServedModel } from './served-site.ts';

/** The parts of a request that are ready when the quick handler hands it to yoga. */
export interface StartedRequest {
  /** The parameters of the operation, or why they could not be read. */
  readonly params: Promise<GraphqlParams>;
  readonly served: ServedModel;
  scope?: RequestScope;
}
