import { GatewayError, hasCode } from '../../errors.ts';
import { toMethodRequest } from '../../frappe/method-request.ts';
import { type JobRef, type JobState, toJobState, UNKNOWN_JOB } from '../../query/execution/scope/job.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { readStartedReport } from '../desk/started-report.ts';

/** The state of a job now; several fields of one request share one call. */
export function readJob(scope: RequestScope, job: JobRef): Promise<JobState> {
  return scope.loaders.once(JSON.stringify(['job', job.kind, job.id]), () => readJobNow(scope, job));
}

/**
 * Asks the site for the state of a job: as the caller if a method returns it, or if it is a report that is being
 * prepared; else its queue.
 */
export async function readJobNow(scope: RequestScope, job: JobRef): Promise<JobState> {
  try {
    if (job.kind === 'report') return await readReport(scope, job.id);
    const { statusMethod } = scope.jobs;
    return await (statusMethod === null ? scope.jobs.readQueue(job.id) : askMethod(scope, statusMethod, job.id));
  } catch (error) {
    if (hasCode(error, 'NOT_FOUND')) return UNKNOWN_JOB;
    throw error;
  }
}

async function askMethod(scope: RequestScope, path: string, jobId: string): Promise<JobState> {
  const request = toMethodRequest({ path, verb: 'GET', args: { job_id: jobId }, isRead: true });
  const { body } = await scope.client.send(request, scope.caller);
  const state = body.message;
  if (typeof state === 'string') return toJobState({ status: state });
  if (typeof state === 'object' && state !== null) return toJobState({ ...state });
  throw new GatewayError('UPSTREAM_CONTRACT', `Expected the state of a job from ${path}, got ${typeof state}.`);
}

/** Prepared Reports need a role of their own. The call used instead returns the caller's own reports to every user. */
async function readReport(scope: RequestScope, handle: string): Promise<JobState> {
  const { status, result, error } = await readStartedReport(scope, handle);
  if (status === 'FAILED') return { status, result: null, error };
  return { status: status === 'COMPLETED' ? 'FINISHED' : 'QUEUED', result, error: null };
}
