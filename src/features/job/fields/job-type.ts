import type { EnumRef, ObjectRef } from '@pothos/core';
import { deriveOnce } from '../../../derive-once.ts';
import type { JobRef, JobState, JobStatus } from '../../../query/execution/scope/job.ts';
import type { RequestScope } from '../../../query/execution/scope/request-scope.ts';
import { NO_COST } from '../../../query/plan/cost.ts';
import type { SchemaParts, SchemaTypesOf } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import { readJob } from '../read-job.ts';

/** A job with the handle by which its caller asks for it. */
export interface JobHandle {
  readonly job: JobRef;
  readonly handle: string;
  /** Known already, where the job is being watched. */
  readonly state?: JobState;
}

/** The object type of jobs. */
export type JobType = ObjectRef<SchemaTypesOf, JobHandle>;

const STATUSES: Readonly<Record<JobStatus, string>> = {
  QUEUED: 'It waits for a worker.',
  SCHEDULED: 'It is scheduled for later.',
  DEFERRED: 'It waits for another job.',
  STARTED: 'It runs.',
  FINISHED: 'It is done.',
  FAILED: 'It has failed.',
  CANCELED: 'It was stopped.',
  UNKNOWN: 'The site does not know it: it forgets finished jobs after some time.',
};

/** The gateway's own handle of a job, for the caller who started it. */
export function toJobHandle(scope: RequestScope, job: JobRef): JobHandle {
  return { job, handle: scope.jobs.sign(job) };
}

/** `Job { handle status result error }`, for every field that starts or shows one. */
export const jobTypeOf: (parts: SchemaParts) => JobType = deriveOnce(({ builder }: SchemaParts): JobType => {
  const status: EnumRef<SchemaTypesOf, JobStatus> = builder.enumType('JobStatus', {
    description: 'The status of a background job.',
    values: Object.fromEntries(
      Object.entries(STATUSES).map(([name, description]) => [name, { value: name as JobStatus, description }]),
    ) as Record<JobStatus, { value: JobStatus; description: string }>,
  });
  return builder.objectRef<JobHandle>('Job').implement({
    description:
      'A background job of the site. All fields but its handle are read together, in one call, if they are selected.',
    fields: (t) => ({
      handle: t.exposeID('handle', {
        nullable: false,
        description: 'Pass it to `job` to find the job again. It works only with the credential of this request.',
      }),
      status: t.field({
        type: status,
        description: 'Its status.',
        resolve: async (handle, _args, scope) => (await stateOf(scope, handle)).status,
      }),
      result: t.field({
        type: 'JSON',
        description: 'Its result, if the site has a method that returns it.',
        resolve: async (handle, _args, scope) => (await stateOf(scope, handle)).result,
      }),
      error: t.string({
        description: 'Why it failed.',
        resolve: async (handle, _args, scope) => (await stateOf(scope, handle)).error,
      }),
    }),
  });
});

/** `job(handle)`. */
export function addJobField(parts: SchemaParts): void {
  parts.builder.queryField('job', (t) =>
    rootField(t, {
      type: jobTypeOf(parts),
      description: 'A background job that this caller has started.',
      args: {
        handle: t.arg.id({
          required: true,
          description: 'The handle that the mutation returned when it started the job.',
        }),
      },
      plan: ({ args }) => String(args.handle),
      // A report is asked about by up to three calls.
      cost: () => ({ ...NO_COST, calls: 3 }),
      execute: (scope, handle) => ({ job: scope.jobs.open(handle), handle }),
    }),
  );
}

function stateOf(scope: RequestScope, { job, state }: JobHandle): JobState | Promise<JobState> {
  return state ?? readJob(scope, job);
}
