import type { Row } from '../database/demo-database.ts';
import { loadPermitted } from '../documents/read-document.ts';
import { listQuery } from '../engine/list-query.ts';
import { runList } from '../engine/run-list.ts';
import { frappeThrow, pythonError } from '../frappe-error.ts';
import { integerParameter, textParameter } from '../http/parameters.ts';
import { reachOf } from '../permissions/role-rights.ts';
import { required } from '../rpc/client-reads.ts';
import { metaOf, type RpcCall, type RpcMethods } from '../site-context.ts';

/** Finding documents, and showing one on paper. */
export const SEARCH_AND_PRINT: RpcMethods = {
  'frappe.utils.global_search.search': { run: globalSearch },
  'frappe.utils.print_format.download_pdf': { run: downloadPdf },
  'frappe.www.printview.get_html_and_style': { run: htmlAndStyle },
};

/** Which DocTypes the site searches, with the docfields that go into its index. */
const INDEXED: Readonly<Record<string, readonly string[]>> = {
  'Shop Customer': ['customer_name', 'internal_score'],
  'Shop Item': ['item_name'],
};

/** Up to v16 whoever may read a DocType finds every document of it. */
function globalSearch({ context, parameters }: RpcCall): unknown {
  const text = textParameter(parameters.text) ?? '';
  const only = textParameter(parameters.doctype);
  const found: Row[] = [];
  for (const [doctype, fieldnames] of Object.entries(INDEXED)) {
    const meta = metaOf(context, doctype);
    if ((only && only !== doctype) || reachOf(context.session, meta, 'read') === 'none') continue;
    const visible = context.dialect.hasNewQueryEngine
      ? new Set(runList(context, listQuery(doctype, { pageLength: 0 })).map((row) => row.name))
      : null;
    const sql = `SELECT * FROM \`tab${doctype}\` WHERE \`${fieldnames[0]}\` LIKE ? ORDER BY name`;
    for (const row of context.database.all(sql, [`%${text}%`])) {
      if (visible && !visible.has(row.name)) continue;
      const parts = fieldnames.map((name) => `${meta.byFieldname.get(name)?.label} : ${String(row[name])}`);
      found.push({ doctype, name: row.name, content: parts.join(' ||| '), rank: 1 });
    }
  }
  const start = integerParameter(parameters.start, 0);
  return found.slice(start, start + integerParameter(parameters.limit, 20));
}

/** The recorded sites had no program to make PDF with. */
function downloadPdf(call: RpcCall): unknown {
  assertMayPrint(call, required(call, 'doctype', 'download_pdf'), required(call, 'name', 'download_pdf'));
  const text =
    'No wkhtmltopdf executable found: "b\'\'"\nIf this file exists please check that this process can read it or you can pass path to it manually in method call, check README. Otherwise please install wkhtmltopdf - https://github.com/JazzCore/python-pdfkit/wiki/Installing-wkhtmltopdf';
  throw pythonError('OSError', text);
}

function htmlAndStyle(call: RpcCall): unknown {
  const [doctype, name] = [required(call, 'doc', 'get_html_and_style'), required(call, 'name', 'get_html_and_style')];
  assertMayPrint(call, doctype, name);
  return { html: `<div class="print-format"><h2>${name}</h2></div>`, style: '.print-format { padding: 0.75in; }' };
}

function assertMayPrint({ context }: RpcCall, doctype: string, name: string): void {
  const meta = metaOf(context, doctype);
  loadPermitted(context, meta, name, 'read');
  if (reachOf(context.session, meta, 'print') !== 'none') return;
  throw frappeThrow('PermissionError', `No permission to print document ${doctype} ${name}`);
}
