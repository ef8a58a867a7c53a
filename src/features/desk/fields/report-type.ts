import type { ObjectRef } from '@pothos/core';
import type { Builder, SchemaParts, SchemaTypesOf } from '../../../schema/builder/builder.ts';
import { messagesField } from '../../write/fields/payload-fields.ts';
import type { ReportColumn, ReportFigure } from '../report-result.ts';
import type { ReportAnswer } from '../run-report.ts';

/** `Report`: its columns as types, its rows as JSON. */
export function addReportType(parts: SchemaParts): ObjectRef<SchemaTypesOf, ReportAnswer> {
  const { builder } = parts;
  const column = addColumnType(builder);
  const figure = addFigureType(builder);
  return builder.objectRef<ReportAnswer>('Report').implement({
    description: 'The result of a report.',
    fields: (t) => ({
      columns: t.field({
        type: [column],
        description: 'Its columns; null where the site makes it in the background, and has not yet.',
        resolve: ({ result }) => result?.columns ?? null,
      }),
      rows: t.field({
        type: ['JSON'],
        description: 'Its rows, each an object by the fieldnames of the columns.',
        resolve: ({ result }) => result?.rows ?? null,
      }),
      totalRow: t.field({
        type: 'JSON',
        description: 'The totals of its rows, where it has such a row.',
        resolve: ({ result }) => result?.totalRow ?? null,
      }),
      summary: t.field({
        type: [figure],
        description: 'The figures that it shows above its rows.',
        resolve: ({ result }) => result?.summary ?? null,
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
        description: 'When it was made, where that was in the background.',
        resolve: ({ result }) => result?.preparedAt ?? null,
      }),
      messages: messagesField(parts, t),
    }),
  });
}

function addColumnType(builder: Builder): ObjectRef<SchemaTypesOf, ReportColumn> {
  return builder.objectRef<ReportColumn>('ReportColumn').implement({
    description: 'A column of a report.',
    fields: (t) => ({
      fieldname: t.exposeString('fieldname', { nullable: false, description: 'Its key in each row.' }),
      label: t.exposeString('label', { description: 'Its name for people.' }),
      fieldtype: t.exposeString('fieldtype', { description: 'Its fieldtype, as of a docfield.' }),
      options: t.exposeString('options', { description: 'Its options, as of a docfield: the DocType of a Link.' }),
      width: t.exposeInt('width', { description: 'How wide the Desk shows it, in pixels.' }),
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
