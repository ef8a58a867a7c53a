import type { InterfaceRef, ObjectRef } from '@pothos/core';
import { type FieldNode, type GraphQLField, isObjectType } from 'graphql';
import { toRecordMeta } from '../../../metadata/record.ts';
import { type KnownReport, shippedReports } from '../../../metadata/shipped-corrections.ts';
import { completeRows } from '../../../query/execution/complete-rows.ts';
import { costOfSteps } from '../../../query/execution/plan-cost.ts';
import { addCosts, type Cost, type CostBasis } from '../../../query/plan/cost.ts';
import type { DocPlan, Row } from '../../../query/plan/read-plan.ts';
import { planRows, toPlanContext } from '../../../query/planner/plan-field.ts';
import { argumentsOf } from '../../../query/selection/field-arguments.ts';
import { type PlanContext, selectedFields } from '../../../query/selection/selection.ts';
import type { SchemaParts, SchemaTypesOf } from '../../../schema/builder/builder.ts';
import { reportRowTypeName, reportTypeName } from '../../../schema/model/record-names.ts';
import { addRecordType, toRecordRow } from '../../../schema/types/record-types.ts';
import type { ReportAnswer } from '../run-report.ts';
import { pageArguments, pageOf } from './report-page.ts';

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
          resolve: async ({ result }, args, scope, info) => {
            if (result === null) return null;
            const plan = planRows(toPlanContext(info, scope), info.parentType, ENTRIES, info.fieldNodes);
            const rows = pageOf(result.rows, args).map(toRecordRow);
            await completeRows(scope, plan, rows, 'row');
            return rows;
          },
        }),
        total: totalField(t, row),
      }),
    });
  }
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
  return asked.map((node) => {
    const first = argumentsOf(field, node, context.variableValues).first;
    const rows = typeof first === 'number' ? first : context.limits.maxPageSize;
    return { plan: planRows(context, type, ENTRIES, [node]), rows };
  });
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
