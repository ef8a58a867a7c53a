import { GatewayError } from '../../errors.ts';
import type { DownloadedFile } from '../../frappe/downloaded-file.ts';
import { readDocument } from '../../frappe/envelope.ts';
import { toReadMethodRequest } from '../../frappe/method-request.ts';
import type { RequestScope } from '../../query/execution/scope/request-scope.ts';

/** How a document is to look on paper. */
export interface PrintRequest {
  doctype: string;
  name: string;
  /** A Print Format; by default, that of the DocType. */
  format: string | null;
  letterhead: string | null;
  hasNoLetterhead: boolean;
  language: string | null;
}

/** A document as a page. */
export interface PrintedPage {
  html: string | null;
  style: string | null;
}

/** Has the site make a PDF of a document, as the caller. */
export async function printPdf(scope: RequestScope, print: PrintRequest): Promise<DownloadedFile> {
  const args = {
    doctype: print.doctype,
    name: print.name,
    ...(print.format === null ? {} : { format: print.format }),
    ...letterheadArgs(print),
    ...(print.language === null ? {} : { language: print.language }),
  };
  const request = toReadMethodRequest('frappe.utils.print_format.download_pdf', args);
  const file = await scope.client.download(request, scope.caller, `${print.name}.pdf`);
  if (file.type === 'application/pdf') return file;
  throw new GatewayError('UPSTREAM_CONTRACT', `Expected a PDF from the site, got ${file.type}.`);
}

/** Has the site make the page of which it would make a PDF, as the caller. */
export async function printPage(scope: RequestScope, print: PrintRequest): Promise<PrintedPage> {
  const args = {
    doc: print.doctype,
    name: print.name,
    ...(print.format === null ? {} : { print_format: print.format }),
    ...letterheadArgs(print),
  };
  const request = toReadMethodRequest('frappe.www.printview.get_html_and_style', args);
  const { html, style } = readDocument(await scope.client.send(request, scope.caller));
  return { html: typeof html === 'string' ? html : null, style: typeof style === 'string' ? style : null };
}

function letterheadArgs({ letterhead, hasNoLetterhead }: PrintRequest): Record<string, string | number> {
  return { ...(letterhead === null ? {} : { letterhead }), ...(hasNoLetterhead ? { no_letterhead: 1 } : {}) };
}
