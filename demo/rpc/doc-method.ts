import type { Row } from '../database/demo-database.ts';
import { answerDocument } from '../documents/answer-document.ts';
import { documentMeta, loadPermitted } from '../documents/read-document.ts';
import { FrappeError, frappeThrow, pythonError } from '../frappe-error.ts';
import { jsonParameter, type Parameters } from '../http/parameters.ts';
import type { DocMethod, RpcCall, SiteContext } from '../site-context.ts';
import { renameDocument } from '../writes/rename-document.ts';
import { updateDocument } from '../writes/write-document.ts';
import { required } from './client-reads.ts';
import { MethodAnswer } from './method-answer.ts';
import { notWhitelisted } from './not-whitelisted.ts';
import { bindArguments } from './python-arguments.ts';

/** A call of a document's method. */
interface DocMethodCall {
  doctype: string;
  name: string;
  method: string;
  args: Parameters;
  verb: string;
}

/** `run_doc_method`: the document comes along. */
export function runDocMethod(call: RpcCall): unknown {
  const { context, parameters, verb } = call;
  const method = required(call, 'method', 'run_doc_method');
  const doctype = required(call, 'dt', 'run_doc_method');
  const name = String(parameters.dn ?? doctype);
  const args = (jsonParameter(parameters.args) ?? {}) as Parameters;
  const { doc, returned } = callDocMethod(context, { doctype, name, method, args, verb });
  const shown = { ...context.dialect, showsHiddenValuesInDocs: !context.dialect.hasNewQueryEngine };
  return withDoc(returned, answerDocument({ ...context, dialect: shown }, documentMeta(context, doctype), doc, false));
}

/** The method of a document by the route of the document: v17 answers the document, too. */
export function callRouteOfDoc(context: SiteContext, call: DocMethodCall): unknown {
  const { doc, returned } = callDocMethod(context, call);
  if (!context.dialect.hasNewQueryEngine) return returned;
  return withDoc(returned, answerDocument(context, documentMeta(context, call.doctype), doc, true));
}

/** Calls the method of a stored document. @throws FrappeError */
export function callDocMethod(context: SiteContext, call: DocMethodCall): { doc: Row; returned: unknown } {
  const { doctype, name, method, args, verb } = call;
  const doc = { ...loadForMethod(context, doctype, name), doctype };
  const className = doctype.replaceAll(' ', '');
  const known = { ...BUILT_IN, ...context.app.docMethods[doctype] };
  const found = Object.hasOwn(known, method) ? known[method] : undefined;
  if (found === undefined) throw pythonError('AttributeError', `'${className}' object has no attribute '${method}'`);
  if (found === null) throw notWhitelisted(pathOf(context, doctype, method), context.dialect.hasNewQueryEngine);
  if (found.verbs && !found.verbs.includes(verb)) throw frappeThrow('PermissionError', 'Not permitted');
  const path = pathOf(context, doctype, method);
  const bound = bindArguments(context.dialect, { name: method, path, parameters: found.parameters }, args);
  return { doc, returned: found.run(doc, bound, context) };
}

/** Up to v16-dev a refused document ends in a second message. */
function loadForMethod(context: SiteContext, doctype: string, name: string): Row {
  try {
    return loadPermitted(context, documentMeta(context, doctype), name, 'read');
  } catch (error) {
    const isOld = error instanceof FrappeError && !context.dialect.hasNewQueryEngine;
    if (!isOld || error.details.excType !== 'PermissionError') throw error;
    const refusal = frappeThrow('PermissionError', 'Not permitted');
    const messages = [...(error.details.messages ?? []), ...(refusal.details.messages ?? [])];
    throw new FrappeError({ ...refusal.details, messages });
  }
}

function pathOf({ app }: SiteContext, doctype: string, method: string): string {
  const name = doctype.toLowerCase().replaceAll(' ', '_');
  return `${app.name}.${app.name}.doctype.${name}.${name}.${method}`;
}

function withDoc(returned: unknown, doc: Row): MethodAnswer {
  const parts = returned instanceof MethodAnswer ? returned.parts : { result: returned };
  return new MethodAnswer({ ...parts, docs: [doc] });
}

/** The methods of every document (frappe/model/document.py). */
const BUILT_IN: Readonly<Record<string, DocMethod>> = {
  submit: { parameters: [], run: (doc, _args, context) => setDocstatus(context, doc, 1) },
  cancel: { parameters: [], run: (doc, _args, context) => setDocstatus(context, doc, 2) },
  rename: {
    parameters: [{ name: 'name' }, { name: 'merge', default: false }],
    run: (doc, args, context) => rename(context, doc, args),
  },
};

/** The document goes on under its new name. */
function rename(context: SiteContext, doc: Row, { name, merge }: Parameters): null {
  const [doctype, oldName, newName] = [String(doc.doctype), String(doc.name), String(name)];
  doc.name = renameDocument(context, { doctype, oldName, newName, merges: Boolean(merge) });
  return null;
}

function setDocstatus(context: SiteContext, doc: Row, docstatus: number): null {
  Object.assign(doc, updateDocument(context, String(doc.doctype), String(doc.name), { docstatus }));
  return null;
}
