import { send } from '../gateway.ts';
import { showTab } from '../layout/view.ts';
import { DEBUG_HEADER, type GivenHeaders } from './fetcher.ts';
import { operationOf, parseOrNull, titleOf } from './operation-of.ts';
import { costOf, planOf } from './reports.ts';
import { type LastPlan, report, runState } from './run-state.ts';

/** An operation as it is in the editors. */
export interface EditedOperation {
  readonly query: string;
  readonly variables: unknown;
  readonly operationName: string | null;
  readonly headers: GivenHeaders;
}

/** Asks for the plan of an operation, which runs nothing, and shows it. */
export async function showPlan({ query, variables, operationName, headers }: EditedOperation): Promise<void> {
  const { tab } = runState.get();
  const operation = operationOf(parseOrNull(query), operationName);
  const title = titleOf(operation);
  const show = (plan: Omit<LastPlan, 'title'>) => report(tab, { plan: { title, ...plan }, newest: 'plan' });
  showTab('calls');
  show({ report: null, cost: null, errors: [] });
  try {
    const given = { query, variables, operationName: operation ? operation.name?.value : operationName };
    const answer = await send(given, { headers: { ...headers, [DEBUG_HEADER]: 'plan' } });
    show({ report: planOf(answer), cost: costOf(answer), errors: answer.errors ?? [] });
  } catch (error) {
    show({ report: null, cost: null, errors: [{ message: error instanceof Error ? error.message : String(error) }] });
  }
}
