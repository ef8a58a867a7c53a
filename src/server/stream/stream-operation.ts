import {
  type DocumentNode,
  execute,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  validate,
} from 'graphql';
import { GatewayError, withoutSuggestions } from '../../errors.ts';
import type { EventLog } from '../../events/event-log.ts';
import type { DocChange } from '../../features/subscription/fields/change-feed.ts';
import type { CallerContext } from '../../frappe/frappe-request.ts';
import type { SiteModel } from '../../metadata/site-model.ts';
import { completeData, completePlanned, type WriteResult } from '../../query/completion/execute-operation.ts';
import { toJsonInTurns } from '../../query/completion/result-text.ts';
import type { DataWriter } from '../../query/completion/result-writer.ts';
import { createOperationRun } from '../../query/execution/operation-run.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import type { BatchLimits } from '../../query/plan/batch-limits.ts';
import type { OperationPlan } from '../../query/plan/operation-plan.ts';
import { prepareOperation } from '../../query/prepared-operation.ts';
import { mergeErrors } from '../rules/merge-errors.ts';
import type { CredentialCheck } from '../site/credential-check.ts';
import type { ServedModel } from '../site/served-site.ts';
import type { ResumeTokens } from './resume-tokens.ts';
import type { StreamMemory } from './stream-memory.ts';

/** The parts of a site that streams need. */
export interface StreamSite {
  readonly events: EventLog;
  readonly tokens: ResumeTokens;
  current(): ServedModel;
  openScope(served: ServedModel, caller: CallerContext): RequestScope;
  readonly isCredentialTaken: CredentialCheck;
  /** Of the whole process. */
  readonly memory: StreamMemory;
  /** The same for the names of documents that streams have shown, without which a stream can go on. */
  readonly shownMemory: StreamMemory;
  /** The site's present, by its own clock and zone: `2026-11-21 10:00:00.000000`. */
  now(): string;
  /** Milliseconds that a caller waits who has used up their points. */
  pauseOf(caller: CallerContext): number;
  /** The error of an operation that may cost more than is allowed; null for one that may run. */
  refuseCost(plan: OperationPlan, limits: BatchLimits, model: SiteModel): GraphQLError | null;
  /** Whether results are written where they can be, or all of them completed by the executor. */
  readonly isWriting: boolean;
  /** Turns an error into what callers may read. */
  maskError(error: unknown): Error;
  /** Counts results that are sent to subscribers. */
  countDeliveries(count: number): void;
}

/** An operation that is run again and again for one credential. */
export interface StreamOperation {
  readonly document: DocumentNode;
  readonly operationName: string | null;
  readonly variableValues: Readonly<Record<string, unknown>>;
  readonly caller: CallerContext;
}

/** An operation that cannot be run, with all that is wrong with it. */
export class RefusedOperation extends Error {
  override readonly name = 'RefusedOperation';
  readonly errors: readonly GraphQLError[];

  constructor(errors: readonly GraphQLError[]) {
    super(errors[0]?.message ?? 'The operation cannot be run.');
    this.errors = errors;
  }
}

/**
 * Goes over to a changed schema.
 *
 * @param make makes what depends on it.
 * @throws GatewayError `BAD_USER_INPUT` if the schema does not have what the operation asks for any more.
 */
export function adoptSchema<Made>({ schema }: ServedModel, { document }: StreamOperation, make: () => Made): Made {
  try {
    const errors = validate(schema, document);
    if (errors.length > 0) throw new RefusedOperation(errors);
    return make();
  } catch (error) {
    // The operation runs already: what is wrong with it ends it.
    if (error instanceof RefusedOperation) {
      // Not everybody may see the names of the schema.
      const message = withoutSuggestions(error.message);
      throw new GatewayError('BAD_USER_INPUT', `The schema has changed: ${message}`);
    }
    throw error;
  }
}

/** An operation as a schema understands it. */
export interface PlannedStream {
  readonly plan: OperationPlan;
  /** Coerced: with the defaults of those that were not given. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Plans an operation for the schema that is served.
 *
 * @throws RefusedOperation for variables that do not fit; GraphQLError `COST_EXCEEDED` if it may cost too much.
 */
export function planStream(
  site: StreamSite,
  { schema, site: model }: ServedModel,
  { document, operationName, variableValues }: StreamOperation,
  { limits }: Pick<RequestScope, 'limits'>,
): PlannedStream {
  const prepared = prepareOperation(schema, document, operationName);
  if (prepared === null) throw new RefusedOperation([]);
  const coerced = prepared.coerce(variableValues);
  if ('errors' in coerced) throw new RefusedOperation(coerced.errors);
  const { variables } = coerced;
  const plan = prepared.plan(variables, limits);
  const refusal = site.refuseCost(plan, limits, model);
  if (refusal !== null) throw refusal;
  return { plan, variables };
}

/** Completes the data of a result; null if only the executor can do it. */
type CompleteData = (writer: DataWriter) => Promise<WriteResult | null>;

/** Runs a live query once, and gives its result as JSON. */
export function runQuery(
  site: StreamSite,
  served: ServedModel,
  operation: StreamOperation,
  scope: RequestScope,
  plan: OperationPlan,
): Promise<StreamResult> {
  const run = createOperationRun(scope, plan);
  const complete: CompleteData = (writer) => completePlanned(plan, run, writer, scope.caller);
  return runToJson(site, served, operation, { ...scope, run }, complete);
}

/** Gives what a subscriber selects of a change as JSON. */
export function showChange(
  site: StreamSite,
  served: ServedModel,
  operation: StreamOperation,
  scope: RequestScope,
  change: DocChange,
): Promise<StreamResult> {
  const complete: CompleteData = (writer) => completeData(writer, () => change, scope.caller);
  return runToJson(site, served, operation, scope, complete, change);
}

/** An answer that is too long is an error like others: later changes are still reported. */
async function runToJson(...given: Parameters<typeof writeJson>): Promise<StreamResult> {
  try {
    return await writeJson(...given);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const errors = [toPublicError(given[0].maskError(error))];
    return { json: JSON.stringify({ data: null, errors }), errors };
  }
}

async function writeJson(
  site: StreamSite,
  { schema }: ServedModel,
  { document, operationName, variableValues }: StreamOperation,
  scope: RequestScope,
  complete: CompleteData,
  rootValue?: DocChange,
): Promise<StreamResult> {
  const prepared = prepareOperation(schema, document, operationName);
  const coerced = prepared?.coerce(variableValues);
  const isRunning = prepared && coerced && 'variables' in coerced;
  const writer = isRunning && site.isWriting ? prepared.writer(coerced.variables) : null;
  const write = writer && (await complete(writer));
  if (write) return { json: write(), errors: undefined };
  // Each change of a subscription is completed like a query whose source is the change.
  const result = await execute({ schema, document, operationName, variableValues, rootValue, contextValue: scope });
  const merged = result.errors && (await mergeErrors(result.errors, false, scope.caller));
  const errors = merged?.map((error) => toPublicError(site.maskError(error)));
  const json = await toJsonInTurns({ data: result.data, ...(errors ? { errors } : {}) }, scope.caller);
  return { json, errors };
}

/** A result in the form in which it is sent. */
export interface StreamResult {
  readonly json: string;
  readonly errors: readonly GraphQLFormattedError[] | undefined;
}

/** An error as it is sent: the parts for HTTP are left out. */
function toPublicError(error: unknown): GraphQLFormattedError {
  const located = error instanceof GraphQLError ? error : new GraphQLError(String(error));
  const { extensions = {}, ...rest } = located.toJSON();
  const { http: _http, ...others } = extensions;
  return { ...rest, extensions: others };
}

interface SomeResult {
  readonly data?: Record<string, unknown> | null | undefined;
  readonly extensions?: Record<string, unknown> | undefined;
  readonly errors?: readonly GraphQLError[] | undefined;
  /** Gives the text of a result that is ready before. */
  readonly stringify?: (result: unknown) => string;
  /** The same where `stringify` gives a stream. */
  readonly toText?: (result: unknown) => string;
}

/** The text of a result as it is sent. Some have theirs ready. */
export function toPublicText({ stringify, toText = stringify, errors, data, extensions }: SomeResult): string {
  const delivered: FormattedExecutionResult = {
    ...(errors ? { errors: errors.map(toPublicError) } : {}),
    ...(data === undefined ? {} : { data }),
    ...(extensions === undefined ? {} : { extensions }),
  };
  return toText ? toText(delivered) : JSON.stringify(delivered);
}

/** The error that ended an operation, as callers read it. A masked error is not masked again. */
export function toPublicErrors(error: unknown, maskError: (error: unknown) => Error): GraphQLFormattedError[] {
  const cause = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  if (cause instanceof RefusedOperation) return cause.errors.map(toPublicError);
  const isMasked = cause instanceof GraphQLError && cause.extensions.code !== undefined;
  return [toPublicError(isMasked ? cause : maskError(cause))];
}
