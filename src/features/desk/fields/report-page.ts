import { badUserInput } from '../../../errors.ts';
import type { Row } from '../../../query/plan/read-plan.ts';
import type { SchemaTypesOf } from '../../../schema/builder/builder.ts';
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
