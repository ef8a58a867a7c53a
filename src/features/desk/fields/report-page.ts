import { badUserInput } from '../../../errors.ts';
import { laneOf } from '../../../frappe/caller-lane.ts';
import type { RequestScope } from '../../../query/execution/scope/request-scope.ts';
import type { Row } from '../../../query/plan/read-plan.ts';
import type { SchemaTypesOf } from '../../../schema/builder/builder.ts';
import { ownTurn } from '../../../turns.ts';
import type { ReportAnswer } from '../run-report.ts';

/** The arguments that choose a page of a report's rows. */
export function pageArguments(t: Pick<PothosSchemaTypes.ObjectFieldBuilder<SchemaTypesOf, ReportAnswer>, 'arg'>) {
  return {
    first: t.arg.int({ description: 'Maximum number of entries.' }),
    offset: t.arg.int({ description: 'Number of entries to skip.' }),
  };
}

/** A page as it is asked for. */
export interface ReportPage {
  readonly first?: number | null | undefined;
  readonly offset?: number | null | undefined;
}

/** A page of rows that are all there. @throws GatewayError `BAD_USER_INPUT` for a negative number. */
export function pageOf(rows: readonly Row[], { first, offset }: ReportPage): Row[] {
  for (const [name, value] of Object.entries({ first, offset })) {
    if ((value ?? 0) < 0) throw badUserInput(`${name} cannot be negative.`, name);
  }
  const start = offset ?? 0;
  return rows.slice(start, typeof first === 'number' ? start + first : undefined);
}

/** Rows that are completed in the turn of others. */
const FEW_ROWS = 100;

/** The same for the executor, which completes each long page in a turn of its own. */
export async function pageInTurn(scope: RequestScope, rows: readonly Row[], page: ReportPage): Promise<Row[]> {
  const chosen = pageOf(rows, page);
  if (chosen.length > FEW_ROWS) await ownTurn(laneOf(scope.caller));
  return chosen;
}
