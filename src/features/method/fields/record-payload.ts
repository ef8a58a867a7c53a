import { badUserInput, GatewayError } from '../../../errors.ts';
import { isJsonObject } from '../../../exact-json.ts';
import { toRecordMeta } from '../../../metadata/record.ts';
import type { ReturnedRecord } from '../../../metadata/whitelisted-method.ts';
import { completeRows } from '../../../query/execution/complete-rows.ts';
import { costOfSteps } from '../../../query/execution/plan-cost.ts';
import type { RequestScope } from '../../../query/execution/scope/request-scope.ts';
import { type Cost, type CostBasis, NO_COST } from '../../../query/plan/cost.ts';
import type { DocPlan, Row } from '../../../query/plan/read-plan.ts';
import { planRows } from '../../../query/planner/plan-field.ts';
import type { RootInput } from '../../../query/selection/root-definition.ts';
import { selectedOf } from '../../../query/selection/selection.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';
import { longList } from '../../../schema/builder/long-list.ts';
import { methodPayloadName } from '../../../schema/model/naming.ts';
import { methodRecordName } from '../../../schema/model/record-names.ts';
import { addRecordType, toRecordRow } from '../../../schema/types/record-types.ts';
import type { MethodResult } from '../call-method.ts';
import { answerFields } from './method-payload.ts';

/** The result of a method with the record that it returned, ready to be shown. */
export interface RecordResult extends MethodResult {
  /** A list if the method returns many; an error if the site returned something else. */
  readonly record: Row | Row[] | Error | null;
}

/** Payload types of methods that return records, by name. */
export type RecordPayloads = Map<string, ReturnType<typeof implementPayload>>;

/** The payload of methods that return a record, or a list of them. Its types are made once. */
export function recordPayload(parts: SchemaParts, payloads: RecordPayloads, record: ReturnedRecord) {
  const [one, many] = [false, true].map((isList) => methodPayloadName('', record.name, isList)) as [string, string];
  if (!payloads.has(one)) {
    const meta = toRecordMeta(record.name, record.columns);
    const description = `\`${record.name}\`, as methods return it.`;
    const type = addRecordType(parts, methodRecordName(record.name), meta, description);
    payloads.set(one, implementPayload(parts, one, type, false));
    payloads.set(many, implementPayload(parts, many, type, true));
  }
  return payloads.get(record.isList ? many : one) as ReturnType<typeof implementPayload>;
}

function implementPayload(parts: SchemaParts, name: string, type: ReturnType<typeof addRecordType>, isList: boolean) {
  return parts.builder.objectRef<RecordResult>(name).implement({
    description: 'The result of a method.',
    fields: (t) => ({
      result: t.field({
        type: (isList ? [type] : type) as [typeof type],
        description: 'The return value; None is null.',
        ...longList(({ record }: RecordResult) => {
          if (record instanceof Error) throw record;
          return record;
        }),
      }),
      ...answerFields(parts, t),
    }),
  });
}

/** Plans what is asked of the record; null if nothing is. */
export function planRecord({ context, field, nodes }: RootInput<unknown>): DocPlan | null {
  const asked = selectedOf(context, field.type, nodes).get('result');
  const payload = field.type;
  return asked === undefined ? null : planRows(context, payload, 'result', asked);
}

/**
 * The records come along: only what is asked beyond them costs. A method does not say how many it returns, so what they
 * lead to is read of a page at most.
 */
export function costOfRecord(plan: DocPlan | null, { isList }: ReturnedRecord, basis: CostBasis): Cost {
  return plan === null ? NO_COST : costOfSteps(plan, isList ? basis.limits.maxPageSize : 1, true, basis);
}

/** Shows what a method returned. A result of another form is an error in its place, with what it is. */
export async function showRecord(
  scope: RequestScope,
  plan: DocPlan | null,
  { name, isList }: ReturnedRecord,
  result: unknown,
): Promise<RecordResult['record']> {
  if (plan === null || result === null || result === undefined) return null;
  const sent: unknown[] = isList && Array.isArray(result) ? result : [result];
  if (!sent.every(isJsonObject)) {
    const expected = isList ? `a list of objects (${name})` : `an object (${name})`;
    return new GatewayError(
      'UPSTREAM_CONTRACT',
      `The result must be ${expected}. It is ${JSON.stringify(result)}. Its type can be corrected in the file of methods ("returns").`,
    );
  }
  const { maxPageSize } = scope.limits;
  if (plan.steps.length > 0 && sent.length > maxPageSize) {
    const message = `The method returned ${sent.length} records, and what they lead to is read for ${maxPageSize} at most. Ask for their own columns alone.`;
    return badUserInput(message, 'result');
  }
  const rows = sent.map(toRecordRow);
  await completeRows(scope, plan, rows, 'row');
  return isList ? rows : (rows[0] ?? null);
}
