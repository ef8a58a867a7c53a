import type { JobState } from '../../../query/execution/scope/job.ts';
import { rootExtension } from '../../../query/selection/root-definition.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';
import { type JobHandle, jobTypeOf } from '../../job/fields/job-type.ts';
import { watchJob } from '../../job/watch-job.ts';
import { fedByStreams } from './change-feed.ts';

/** `jobUpdated(handle)`: the status of a background job, now and as it changes, until it has ended. */
export function addJobUpdatedField(parts: SchemaParts): void {
  parts.builder.subscriptionField('jobUpdated', (t) =>
    t.field({
      type: jobTypeOf(parts),
      nullable: false,
      description: 'Reports the status of a job, now and whenever it changes. It ends with the job.',
      args: {
        handle: t.arg.id({
          required: true,
          description: 'The handle that the mutation returned when it started the job.',
        }),
      },
      extensions: rootExtension({
        plan: () => null,
        cost: () => ({ calls: 1, rows: 0 }),
        execute: fedByStreams,
      }),
      subscribe: (_root, args, scope) => {
        const handle = String(args.handle);
        const job = scope.jobs.open(handle);
        return withHandle({ job, handle }, watchJob(scope, job));
      },
      resolve: (watched): JobHandle => watched as JobHandle,
    }),
  );
}

async function* withHandle(job: JobHandle, states: AsyncIterable<JobState>): AsyncGenerator<JobHandle, void> {
  for await (const state of states) yield { ...job, state };
}
