import type { InterfaceRef, ObjectRef } from '@pothos/core';
import { type ReportFormat, toExportPath } from '../../../frappe/report-export.ts';
import { pureExtension } from '../../../query/completion/pure-resolver.ts';
import type { Builder, SchemaParts, SchemaTypesOf } from '../../../schema/builder/builder.ts';
import { longList } from '../../../schema/builder/long-list.ts';
import { reportTypeName } from '../../../schema/model/record-names.ts';
import type { ReportColumn, ReportFigure } from '../report-result.ts';
import type { ReportAnswer } from '../run-report.ts';
import { pageArguments, pageInTurn, pageOf } from './report-page.ts';

/**
 * `Report`: its columns as types, its rows as JSON. Reports whose columns are known are types of their own.
 *
 * @param known the names of these.
 */
export function addReportType(
  parts: SchemaParts,
  known: ReadonlySet<string>,
): InterfaceRef<SchemaTypesOf, ReportAnswer> {
  const { builder } = parts;
  const column = addColumnType(builder);
  const figure = addFigureType(builder);
  const format = builder.enumType('ReportFormat', {
    description: 'The format of an exported report.',
    values: { CSV: { value: 'csv' }, XLSX: { value: 'xlsx' } },
  });
  const report = builder.interfaceRef<ReportAnswer>('Report').implement({
    description: 'The result of a report.',
    resolveType: ({ request: { name } }) => (known.has(name) ? reportTypeName(name) : 'OtherReport'),
    fields: (t) => ({
      ...rowFields(t, column),
      ...shownFields(t, figure),
      exportUrl: t.string({
        nullable: false,
        description: 'The path at the gateway that gives it as a file, made by the site when it is asked for.',
        args: { format: t.arg({ type: format, required: true, description: 'The format of the file.' }) },
        resolve: ({ request }, args) => toExportPath(request, args.format as ReportFormat),
      }),
      messages: t.field({
        type: [parts.serverMessage],
        description: 'Messages of the site about it.',
        resolve: ({ messages }) => [...messages],
      }),
    }),
  });
  builder.objectRef<ReportAnswer>('OtherReport').implement({
    description: 'A report whose columns are not known beforehand.',
    interfaces: [report],
  });
  return report;
}

type ReportFieldBuilder = PothosSchemaTypes.InterfaceFieldBuilder<SchemaTypesOf, ReportAnswer>;

/** Columns and rows. */
function rowFields(t: ReportFieldBuilder, column: ObjectRef<SchemaTypesOf, ReportColumn>) {
  return {
    columns: t.field({
      type: [column],
      description: 'Its columns; null if the site makes it in the background and has not finished.',
      ...longList(({ result }: ReportAnswer) => result?.columns ?? null),
    }),
    rows: t.field({
      type: ['JSON'],
      description: 'Its rows, each an object by the fieldnames of the columns. Without `first`, all of them.',
      args: pageArguments(t),
      extensions: pureExtension(({ result }: ReportAnswer, args) => result && pageOf(result.rows, args)),
      resolve: ({ result }, args, scope) => result && pageInTurn(scope, result.rows, args),
    }),
    rowCount: t.int({
      description: 'How many rows it has, without the row of totals.',
      resolve: ({ result }) => result?.rows.length ?? null,
    }),
    totalRow: t.field({
      type: 'JSON',
      description: 'The totals of its rows, if the report has a row of totals.',
      resolve: ({ result }) => result?.totalRow ?? null,
    }),
  };
}

/** Parts that the Desk shows next to the rows. */
function shownFields(t: ReportFieldBuilder, figure: ObjectRef<SchemaTypesOf, ReportFigure>) {
  return {
    summary: t.field({
      type: [figure],
      description: 'The figures that it shows above its rows.',
      ...longList(({ result }: ReportAnswer) => result?.summary ?? null),
    }),
    chart: t.field({
      type: 'JSON',
      description: 'The chart that the Desk draws of it.',
      resolve: ({ result }) => result?.chart ?? null,
    }),
    message: t.string({
      description: 'Its message to the reader, as plain text.',
      resolve: ({ result }) => result?.message ?? null,
    }),
    preparedAt: t.field({
      type: 'LocalDateTime',
      description: 'When it was made, if that was in the background.',
      resolve: ({ result }) => result?.preparedAt ?? null,
    }),
  };
}

function addColumnType(builder: Builder): ObjectRef<SchemaTypesOf, ReportColumn> {
  return builder.objectRef<ReportColumn>('ReportColumn').implement({
    description: 'A column of a report.',
    fields: (t) => ({
      fieldname: t.exposeString('fieldname', { nullable: false, description: 'Its key in each row.' }),
      label: t.exposeString('label', { description: 'Its name for people.' }),
      fieldtype: t.exposeString('fieldtype', { description: 'Its fieldtype, as of a docfield.' }),
      options: t.exposeString('options', { description: 'Its options, as of a docfield: the DocType of a Link.' }),
      width: t.exposeInt('width', { description: 'Its width in the Desk, in pixels.' }),
    }),
  });
}

function addFigureType(builder: Builder): ObjectRef<SchemaTypesOf, ReportFigure> {
  return builder.objectRef<ReportFigure>('ReportFigure').implement({
    description: 'A figure above the rows of a report.',
    fields: (t) => ({
      label: t.exposeString('label', { description: 'Its name for people.' }),
      value: t.field({ type: 'JSON', description: 'Its value.', resolve: ({ value }) => value }),
      fieldtype: t.exposeString('fieldtype', { description: 'Its fieldtype.' }),
      indicator: t.exposeString('indicator', { description: 'The colour that it is shown with.' }),
      currency: t.exposeString('currency', { description: 'Its currency.' }),
    }),
  });
}
