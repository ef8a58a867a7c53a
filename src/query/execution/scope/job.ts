import { toFailureText } from '../../../frappe/exception-text.ts';

/** A job of the site: one of its queue by its ID, or a report that is being prepared by the handle of its start. */
export interface JobRef {
  readonly kind: 'queue' | 'report';
  readonly id: string;
}

/** The status of a job; `UNKNOWN` if the site does not know it, or no longer. */
export type JobStatus =
  | 'QUEUED'
  | 'SCHEDULED'
  | 'DEFERRED'
  | 'STARTED'
  | 'FINISHED'
  | 'FAILED'
  | 'CANCELED'
  | 'UNKNOWN';

/** The state of a job for callers, without its arguments and traceback. */
export interface JobState {
  readonly status: JobStatus;
  readonly result: unknown;
  readonly error: string | null;
}

/** The statuses of the queue (rq) and of Prepared Report. */
const STATUS_BY_WORD: ReadonlyMap<string, JobStatus> = new Map(
  Object.entries({
    queued: 'QUEUED',
    scheduled: 'SCHEDULED',
    deferred: 'DEFERRED',
    started: 'STARTED',
    finished: 'FINISHED',
    completed: 'FINISHED',
    failed: 'FAILED',
    error: 'FAILED',
    canceled: 'CANCELED',
    cancelled: 'CANCELED',
    stopped: 'CANCELED',
  } satisfies Record<string, JobStatus>),
);

const ENDED: ReadonlySet<JobStatus> = new Set(['FINISHED', 'FAILED', 'CANCELED', 'UNKNOWN']);

/** Nothing is known of it: finished jobs are forgotten after some time. */
export const UNKNOWN_JOB: JobState = { status: 'UNKNOWN', result: null, error: null };

/** Reads what the site says of a job. */
export function toJobState(state: Readonly<Record<string, unknown>>): JobState {
  const status = STATUS_BY_WORD.get(String(state.status ?? '').toLowerCase()) ?? 'UNKNOWN';
  const error = typeof state.error === 'string' ? toFailureText(state.error) : null;
  return { status, result: state.result ?? null, error };
}

/** Whether nothing more will happen to a job. */
export function hasEnded({ status }: JobState): boolean {
  return ENDED.has(status);
}
