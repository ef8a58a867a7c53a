import { setTimeout as delay } from 'node:timers/promises';
import { hasEnded, type JobRef, type JobState } from '../../query/execution/scope/job.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';
import { readJobNow } from './read-job.ts';

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 10_000;
const GROWTH = 1.5;

/** Yields the state of a job now and each time that it has changed, until it has ended. It asks less and less often. */
export async function* watchJob(scope: RequestScope, job: JobRef): AsyncGenerator<JobState, void> {
  let last: string | null = null;
  for (let wait = FIRST_DELAY_MS; ; wait = Math.min(wait * GROWTH, LONGEST_DELAY_MS)) {
    const state = await readJobNow(scope, job);
    if (state.status !== last) yield state;
    last = state.status;
    if (hasEnded(state)) return;
    const { signal } = scope.caller;
    const isOver = await delay(wait, false, signal ? { signal } : {}).catch(() => true);
    if (isOver) return;
  }
}
