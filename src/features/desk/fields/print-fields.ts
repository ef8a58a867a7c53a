import type { ArgBuilder } from '@pothos/core';
import type { SchemaParts, SchemaTypesOf } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import { type PrintedPage, type PrintRequest, printPage, printPdf } from '../print-document.ts';
import { targetDocType, targetName } from './target-document.ts';

interface PrintArguments {
  doctype: string;
  name: string;
  format?: string | null | undefined;
  letterhead?: string | null | undefined;
  noLetterhead?: boolean | null | undefined;
  language?: string | null | undefined;
}

/** `printPdf` and `printPage`: a document on paper. */
export function addPrintFields(parts: SchemaParts): void {
  const { builder } = parts;
  const page = builder.objectRef<PrintedPage>('PrintedPage').implement({
    description: 'A document as a page of HTML.',
    fields: (t) => ({
      html: t.exposeString('html', { description: 'The page, as the site made it. The gateway does not check it.' }),
      style: t.exposeString('style', { description: 'The style sheet of the page.' }),
    }),
  });
  builder.queryField('printPdf', (t) =>
    rootField(t, {
      type: parts.downloadedFile,
      description: 'A document as PDF, if the site can make PDFs.',
      args: { ...paperArguments(t.arg), language: t.arg.string({ description: 'The language to print in.' }) },
      plan: ({ args }) => toPrintRequest(parts, args),
      cost: () => ({ calls: 1, rows: 0 }),
      execute: printPdf,
    }),
  );
  builder.queryField('printPage', (t) =>
    rootField(t, {
      type: page,
      description: 'A document as the page that is printed.',
      args: paperArguments(t.arg),
      plan: ({ args }) => toPrintRequest(parts, args),
      cost: () => ({ calls: 1, rows: 0 }),
      execute: printPage,
    }),
  );
}

function paperArguments(arg: ArgBuilder<SchemaTypesOf>) {
  return {
    doctype: arg.string({ required: true, description: 'The DocType of the document.' }),
    name: arg.id({ required: true, description: 'The name of the document.' }),
    format: arg.string({ description: 'A Print Format; by default, that of the DocType.' }),
    letterhead: arg.string({ description: 'A Letter Head; by default, the default of the site.' }),
    noLetterhead: arg.boolean({ description: 'Omits the letterhead.' }),
  };
}

function toPrintRequest(parts: SchemaParts, args: PrintArguments): PrintRequest {
  const { doctype, name, format, letterhead, noLetterhead, language } = args;
  return {
    doctype: targetDocType(parts, doctype, 'doctype').meta.name,
    name: targetName(name, 'name'),
    format: format ?? null,
    letterhead: letterhead ?? null,
    hasNoLetterhead: noLetterhead ?? false,
    language: language ?? null,
  };
}
