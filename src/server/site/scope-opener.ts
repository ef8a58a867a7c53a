import type { Config } from '../../config.ts';
import type { CallerContext } from '../../frappe/frappe-request.ts';
import { type OperationBudget, startBudget } from '../../frappe/operation-budget.ts';
import { createRequestScope } from '../../query/execution/loaders/create-request-scope.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { type BatchLimits, DEFAULT_LIMITS } from '../../query/plan/batch-limits.ts';
import type { ServedModel, ServedSite } from './served-site.ts';

/** Makes the scope of one request, or of one look at what changed. */
export type OpenScope = (
  served: ServedModel,
  caller: CallerContext,
  /** Absent if the transport cannot sign users in or out. */
  signIn?: RequestScope['signIn'],
  /** When its time began, by `performance.now()`; absent where it begins now. */
  arrivedAt?: number,
  /** Absent for an operation with limits of its own. */
  budget?: OperationBudget,
) => RequestScope;

/** @returns what opens scopes on a site. */
export function createScopeOpener(site: ServedSite, config: Config): OpenScope {
  const { operation } = config;
  const limits = toBatchLimits(config);
  return (
    { site: model },
    given,
    signIn,
    arrivedAt = performance.now(),
    budget = startBudget(operation, arrivedAt),
  ) => {
    const caller = { ...given, operation: budget };
    return createRequestScope({
      client: site.client,
      model,
      caller,
      limits,
      identityOf: (other, user) => site.identities(other, model, user),
      profileOf: site.profileOf,
      translationsOf: site.translations,
      jobs: site.jobs(caller),
      sync: () => site.sync(caller, model),
      keys: site.keys(caller),
      onRenamed: site.onRenamed,
      signIn,
    });
  };
}

/** The bounds that plans are made with. */
export function toBatchLimits(config: Config): BatchLimits {
  const { defaultPageSize, maxPageSize, maxBulkDocuments, countLimit, countTimeout } = config;
  return { ...DEFAULT_LIMITS, defaultPageSize, maxPageSize, maxBulkDocuments, countLimit, countTimeout };
}
