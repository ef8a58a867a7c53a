import type { InterfaceRef, ObjectRef } from '@pothos/core';
import { type FieldNode, type GraphQLField, type GraphQLObjectType, getNamedType, isObjectType } from 'graphql';
import { deriveOnce } from '../../../derive-once.ts';
import { badUserInput, GatewayError } from '../../../errors.ts';
import { hasRoomForAnswer } from '../../../frappe/response-memory.ts';
import { toRecordMeta } from '../../../metadata/record.ts';
import { type KnownReport, shippedReports } from '../../../metadata/shipped-corrections.ts';
import { giveUp } from '../../../query/completion/leaf-value.ts';
import { pureExtension } from '../../../query/completion/pure-resolver.ts';
import { completeRows } from '../../../query/execution/complete-rows.ts';
import { costOfSteps } from '../../../query/execution/plan-cost.ts';
import { inTurns } from '../../../query/execution/scope/in-turns.ts';
import type { RequestScope } from '../../../query/execution/scope/request-scope.ts';
import { addCosts, type Cost, type CostBasis } from '../../../query/plan/cost.ts';
import type { DocPlan, Row } from '../../../query/plan/read-plan.ts';
import { planRows, toPlanContext } from '../../../query/planner/plan-field.ts';
import { argumentsOf } from '../../../query/selection/field-arguments.ts';
import { type PlanContext, selectedFields } from '../../../query/selection/selection.ts';
import type { SchemaParts, SchemaTypesOf } from '../../../schema/builder/builder.ts';
import { reportRowTypeName, reportTypeName } from '../../../schema/model/record-names.ts';
import { addRecordType, toRecordRow } from '../../../schema/types/record-types.ts';
import type { ReportResult } from '../report-result.ts';
import type { ReportAnswer } from '../run-report.ts';
import { pageArguments, pageInTurn, pageOf, type ReportPage } from './report-page.ts';

/** The field of a report with known columns that gives its rows by their type. */
const ENTRIES = 'entries';

/**
 * The reports whose columns the configuration describes, and shipped ones about DocTypes that the schema has. A shipped
 * one whose type the configuration describes is left out, however its name is written there.
 */
export function knownReports({ apps, config, model: { byDoctype } }: SchemaParts): KnownReport[] {
  const own = Object.entries(config.reports).map(([name, columns]) => ({ name, doctype: null, columns }));
  if (!config.methods.shipped) return own;
  const taken = new Set(own.map(({ name }) => reportTypeName(name)));
  const shipped = shippedReports(apps).filter(
    ({ name, doctype }) => !taken.has(reportTypeName(name)) && doctype !== null && byDoctype.has(doctype),
  );
  return [...own, ...shipped];
}

/** Adds a type for each report whose columns are known, and for its rows. */
export function addKnownReports(
  parts: SchemaParts,
  report: InterfaceRef<SchemaTypesOf, ReportAnswer>,
  known: readonly KnownReport[],
): void {
  for (const { name, columns } of known) {
    const type = reportTypeName(name);
    const description = `A row of the report \`${name}\`.`;
    const row = addRecordType(parts, reportRowTypeName(name), toRecordMeta(`Report ${name}`, columns), description);
    parts.builder.objectRef<ReportAnswer>(type).implement({
      description: `The report \`${name}\`.`,
      interfaces: [report],
      fields: (t) => ({
        [ENTRIES]: t.field({
          type: [row],
          description: 'Its rows, with a field for each known column. Without `first`, all of them.',
          args: pageArguments(t),
          extensions: pureExtension((answer: ReportAnswer, args) => plainEntries(answer, args)),
          resolve: async ({ result }, args, scope, info) => {
            if (result === null) return null;
            const context = toPlanContext(info, scope);
            const entries = toEntriesPlan(context, info.parentType, args, info.fieldNodes);
            const isPlain = arePlain([entries]);
            const page = await pageInTurn(scope, isPlain ? recordRows(result) : result.rows, args);
            const release = reserveRows(
              scope,
              page.length,
              countValues(context, info.fieldNodes, reportRowTypeName(name)),
            );
            try {
              // Documents are attached to the rows, and other fields attach other ones.
              const rows = isPlain ? page : page.map(toRecordRow);
              await completeEntries(scope, entries, rows);
              const items = await inTurns(scope, rows);
              void Promise.resolve(items.at(-1)).then(release);
              return items as Row[];
            } catch (error) {
              release();
              throw error;
            }
          },
        }),
        total: totalField(t, row),
      }),
    });
  }
}

/** The rows of a report for the fields of their type: copied once, however many fields show them. */
const recordRows = deriveOnce(({ rows }: ReportResult): readonly Row[] => rows.map(toRecordRow));

/** The rows that the writer writes a few at a time: those of a report of which nothing else is to be read. */
function plainEntries({ result, hasPlainEntries }: ReportAnswer, page: ReportPage): Row[] | null {
  if (!hasPlainEntries) return giveUp();
  return result && pageOf(recordRows(result), page);
}

/** Bytes of a row that the executor completes, and of each value in it: it keeps all until the last one is there. */
const ROW_BYTES = 1_000;
const VALUE_BYTES = 100;

/** The bytes of the rows that the executor completes for an operation at present. */
const reserved = new WeakMap<RequestScope, number>();

/** @returns what gives the memory back. @throws GatewayError `OVERLOADED` if there is none for so many more rows. */
function reserveRows(scope: RequestScope, rows: number, fields: number): () => void {
  const own = rows * (ROW_BYTES + fields * VALUE_BYTES);
  const bytes = (reserved.get(scope) ?? 0) + own;
  if (bytes > FREE_BYTES && !hasRoomForAnswer(bytes)) {
    const message = 'The gateway is out of memory for these rows. Ask for fewer at once, with first and offset.';
    throw new GatewayError('OVERLOADED', message, { retryAfter: 1, field: 'first' });
  }
  reserved.set(scope, bytes);
  return () => void reserved.set(scope, (reserved.get(scope) ?? 0) - own);
}

/** A page of rows always has room. */
const FREE_BYTES = 1024 * 1024;

function countValues(context: PlanContext, nodes: readonly FieldNode[], typeName: string): number {
  const type = context.schema.getType(typeName);
  if (!isObjectType(type)) return 0;
  let count = 0;
  for (const [name, some] of selectedFields(context, type, nodes)) {
    const field = type.getFields()[name];
    count += some.length * (1 + (field ? countValues(context, some, getNamedType(field.type).name) : 0));
  }
  return count;
}

function totalField(
  t: PothosSchemaTypes.ObjectFieldBuilder<SchemaTypesOf, ReportAnswer>,
  row: ObjectRef<SchemaTypesOf, Row>,
) {
  return t.field({
    type: row,
    description: 'The totals of its rows, if the report has a row of totals. Links in it are not read.',
    resolve: ({ result }) => (result?.totalRow ? toRecordRow(result.totalRow) : null),
  });
}

/**
 * The plans for documents that the rows of a report lead to, with the number of rows.
 *
 * @param nodes those of a field that shows the report.
 */
export function planEntries(context: PlanContext, report: string, nodes: readonly FieldNode[]): readonly EntriesPlan[] {
  const type = context.schema.getType(reportTypeName(report));
  if (!isObjectType(type)) return [];
  const field = type.getFields()[ENTRIES] as GraphQLField<unknown, unknown>;
  const asked = selectedFields(context, type, nodes).get(ENTRIES) ?? [];
  return asked.map((node) =>
    toEntriesPlan(context, type, argumentsOf(field, node, context.variableValues) as ReportPage, [node]),
  );
}

/** Whether nothing is read of what the rows lead to. */
export function arePlain(entries: readonly EntriesPlan[]): boolean {
  return entries.every(({ plan }) => plan.steps.length === 0);
}

/** A page that `pageOf` refuses has no rows. */
function toEntriesPlan(
  context: PlanContext,
  type: GraphQLObjectType,
  { first }: ReportPage,
  nodes: readonly FieldNode[],
): EntriesPlan {
  const rows = Math.max(first ?? context.limits.maxPageSize, 0);
  return { plan: planRows(context, type, ENTRIES, nodes), rows };
}

/**
 * Reads what rows lead to.
 *
 * @throws GatewayError `BAD_USER_INPUT` for more rows than were counted before the report ran, if each costs something.
 */
async function completeEntries(scope: RequestScope, { plan, rows: most }: EntriesPlan, rows: Row[]): Promise<void> {
  if (plan.steps.length > 0 && rows.length > most) {
    const message = `The report has ${rows.length} rows. Read what they lead to by pages, with first and offset.`;
    throw badUserInput(message, 'first');
  }
  await completeRows(scope, plan, rows, 'row');
}

/** A page of rows, and the plan for what they lead to. */
export interface EntriesPlan {
  readonly plan: DocPlan;
  readonly rows: number;
}

/** The cost of the documents that rows of reports lead to: the rows themselves come along. */
export function costOfEntries(entries: readonly EntriesPlan[], basis: CostBasis): Cost {
  return addCosts(entries.map(({ plan, rows }) => costOfSteps(plan, rows, true, basis)));
}
