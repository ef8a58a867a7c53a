import type { InterfaceRef, ObjectRef } from '@pothos/core';
import { addCosts } from '../../../query/plan/cost.ts';
import { selectedOf } from '../../../query/selection/selection.ts';
import type { SchemaParts, SchemaTypesOf } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import { jobTypeOf, toJobHandle } from '../../job/fields/job-type.ts';
import { messagesField } from '../../write/fields/payload-fields.ts';
import { type ReportAnswer, runReport, toReportFilters } from '../run-report.ts';
import { readStartedReport, reportOfHandle, type StartedReport, startReport } from '../started-report.ts';
import { addKnownReports, arePlain, costOfEntries, knownReports, planEntries } from './known-reports.ts';
import { addReportType } from './report-type.ts';
import { targetName } from './target-document.ts';

/** `runReport`, and `startReport` with `startedReport` for those that take long. */
export function addReportFields(parts: SchemaParts): void {
  const known = knownReports(parts);
  const report = addReportType(parts, new Set(known.map(({ name }) => name)));
  addKnownReports(parts, report, known);
  addRunReport(parts, report);
  addStartedReport(parts, addRunType(parts, report));
}

function addRunReport({ builder }: SchemaParts, report: InterfaceRef<SchemaTypesOf, ReportAnswer>): void {
  builder.queryField('runReport', (t) =>
    rootField(t, {
      type: report,
      description: 'Runs a report, or reads its result if the site has made it in the background.',
      args: {
        name: t.arg.id({ required: true, description: 'The name of the report.' }),
        filters: t.arg({ type: 'JSON', description: 'Its filters, an object by fieldnames.' }),
        ignorePrepared: t.arg.boolean({ description: 'Runs it now, even if the site makes it in the background.' }),
      },
      plan: ({ context, nodes, args: { name, filters, ignorePrepared } }) => ({
        request: {
          name: targetName(name, 'name'),
          filters: toReportFilters(filters),
          ignoresPrepared: ignorePrepared ?? false,
        },
        entries: planEntries(context, String(name), nodes),
      }),
      cost: ({ entries }, basis) => addCosts([{ calls: 1, rows: 0 }, costOfEntries(entries, basis)]),
      execute: async (scope, { request, entries }) => ({
        ...(await runReport(scope, request)),
        hasPlainEntries: arePlain(entries),
      }),
    }),
  );
}

function addStartedReport(parts: SchemaParts, run: ObjectRef<SchemaTypesOf, StartedReport>): void {
  const { builder } = parts;
  const payload = builder.objectRef<StartedReport>('StartReportPayload').implement({
    description: 'The result of starting a report that the site makes in the background.',
    fields: (t) => ({
      startedReport: t.field({
        type: run,
        description: 'The report, with its status.',
        resolve: (started) => started,
      }),
      messages: messagesField(parts, t),
    }),
  });
  builder.mutationField('startReport', (t) =>
    rootField(t, {
      type: payload,
      description: 'Makes the site run a report in the background. Follow it with `startedReport`.',
      args: {
        name: t.arg.id({ required: true, description: 'The name of the report.' }),
        filters: t.arg({ type: 'JSON', description: 'Its filters, an object by fieldnames.' }),
      },
      plan: ({ args: { name, filters } }) => ({
        name: targetName(name, 'name'),
        filters: toReportFilters(filters),
        ignoresPrepared: false,
      }),
      cost: () => ({ calls: 1, rows: 0 }),
      execute: startReport,
    }),
  );
  builder.queryField('startedReport', (t) =>
    rootField(t, {
      type: run,
      description: 'A report that was started, with its status.',
      args: { handle: t.arg.id({ required: true, description: 'The handle that `startReport` returned.' }) },
      plan: ({ context, field, nodes, args }) => {
        const handle = String(args.handle);
        const shown = selectedOf(context, field.type, nodes).get('report') ?? [];
        return { handle, entries: planEntries(context, reportOfHandle(handle), shown) };
      },
      cost: ({ entries }, basis) => addCosts([{ calls: 3, rows: 0 }, costOfEntries(entries, basis)]),
      execute: async (scope, { handle, entries }) => ({
        ...(await readStartedReport(scope, handle)),
        hasPlainEntries: arePlain(entries),
      }),
    }),
  );
}

function addRunType(parts: SchemaParts, report: InterfaceRef<SchemaTypesOf, ReportAnswer>) {
  const { builder } = parts;
  const status = builder.enumType('StartedReportStatus', {
    description: 'The status of a report in the background.',
    values: { PENDING: {}, COMPLETED: {}, FAILED: {} },
  });
  return builder.objectRef<StartedReport>('StartedReport').implement({
    description: 'A report that the site makes in the background.',
    fields: (t) => ({
      handle: t.exposeID('handle', { nullable: false, description: 'Asks for it again.' }),
      name: t.exposeID('name', { nullable: false, description: 'The name of the report.' }),
      status: t.expose('status', { type: status, description: 'Its status.' }),
      report: t.field({
        type: report,
        description: 'Its result, once it is completed.',
        resolve: ({ result, request, name, messages, hasPlainEntries = false }) =>
          result && { request, result, prepared: name, messages, hasPlainEntries },
      }),
      error: t.exposeString('error', { description: 'Why it failed, as far as the site lets the caller know.' }),
      job: t.field({
        type: jobTypeOf(parts),
        description: 'The same as a background job, for `job` and `jobUpdated`.',
        resolve: ({ handle }, _args, scope) => toJobHandle(scope, { kind: 'report', id: handle }),
      }),
    }),
  });
}
