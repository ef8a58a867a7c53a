import { randomUUID } from 'node:crypto';
import { frappeThrow, pythonError } from '../frappe-error.ts';
import type { RpcCall, RpcMethods, SiteContext } from '../site-context.ts';

/** A background job of the site: it runs for the requested time. */
interface Job {
  id: string;
  user: string;
  startedAt: number;
  seconds: number;
  payload: unknown;
  fails: boolean;
  note: string;
}

const jobs = new WeakMap<SiteContext['database'], Map<string, Job>>();
const ERROR = 'frappe.exceptions.ValidationError: the job was told to fail';
const METHOD = 'shopfloor.api.background_task';

/** Starting a job, and the method that returns its status. */
export const JOB_METHODS: RpcMethods = {
  'shopfloor.api.start_job': { run: startJob },
  'shopfloor.api.job_status': { run: jobStatus },
};

function jobsOf({ database }: SiteContext): Map<string, Job> {
  const known = jobs.get(database) ?? new Map<string, Job>();
  jobs.set(database, known);
  return known;
}

function startJob({ context, parameters }: RpcCall): unknown {
  const id = `${context.dialect.jobIdPrefix}${randomUUID()}`;
  jobsOf(context).set(id, {
    id,
    user: context.session.user,
    startedAt: Date.now(),
    seconds: Number(parameters.seconds ?? 0),
    payload: parameters.payload ?? null,
    fails: parameters.fail === true || parameters.fail === '1',
    note: randomUUID().slice(0, 10),
  });
  return { job_id: id };
}

function statusOfJob({ startedAt, seconds, fails }: Job): 'started' | 'finished' | 'failed' {
  if (Date.now() - startedAt < seconds * 1000) return 'started';
  return fails ? 'failed' : 'finished';
}

function jobStatus({ context, parameters }: RpcCall): unknown {
  const id = String(parameters.job_id);
  const job = jobsOf(context).get(id);
  if (job === undefined) throw frappeThrow('DoesNotExistError', `Job ${id} not found`);
  const status = statusOfJob(job);
  const result = status === 'finished' ? { note: job.note, payload: job.payload } : null;
  return { job_id: id, status, result, error: status === 'failed' ? ERROR : null };
}

/** The document of the virtual DocType RQ Job: for System Managers, with all that was handed to the job. */
export function readQueueJob(context: SiteContext, id: string): Record<string, unknown> {
  assertMaySeeQueue(context);
  const job = jobsOf(context).get(id);
  if (job === undefined) throw frappeThrow('DoesNotExistError', `RQ Job ${id} not found`);
  const status = statusOfJob(job);
  const started = toTime(job.startedAt);
  const ended = toTime(job.startedAt + job.seconds * 1000);
  return {
    name: id,
    owner: job.user,
    creation: started,
    modified: ended,
    modified_by: job.user,
    job_id: id,
    job_name: METHOD,
    queue: 'short',
    timeout: 300,
    arguments: argumentsOf(context, job),
    status,
    time_taken: job.seconds,
    started_at: started,
    ...(status === 'started' ? {} : { ended_at: ended }),
    ...(status === 'failed' ? { exc_info: `Traceback (most recent call last):\n  File "api.py"\n${ERROR}\n` } : {}),
    doctype: 'RQ Job',
  };
}

function argumentsOf({ dialect }: SiteContext, { user, fails, payload, seconds }: Job): string {
  const all = {
    event: null,
    is_async: true,
    job_name: METHOD,
    kwargs: { fail: fails, payload, seconds, user },
    method: METHOD,
    site: `v${dialect.major}.localhost`,
    user,
  };
  return JSON.stringify(all, null, 1);
}

/** Times of the queue carry their offset, unlike all others. */
function toTime(ms: number): string {
  const local = new Date(ms + 19_800_000).toISOString();
  return `${local.slice(0, 10)} ${local.slice(11, 23)}000+05:30`;
}

/** The list of the queue, which cannot do without an order. */
export function listQueueJobs(context: SiteContext, orderBy: string | undefined): unknown[] {
  const { dialect } = context;
  assertMaySeeQueue(context);
  if (orderBy !== undefined) return [];
  const text = dialect.hasNewQueryEngine
    ? "unsupported operand type(s) for +: 'int' and 'str'"
    : "argument of type 'NoneType' is not iterable";
  throw pythonError('TypeError', text);
}

/** @throws FrappeError 403 */
function assertMaySeeQueue({ session }: SiteContext): void {
  if (!session.roles.has('System Manager')) throw frappeThrow('PermissionError', 'Not permitted');
}
