import type { Row } from '../database/demo-database.ts';
import { frappeRaise, frappeThrow } from '../frappe-error.ts';
import { bold, translate, translateFormat } from '../language.ts';
import { hasColumn } from '../meta/docfield.ts';
import type { DocTypeMeta } from '../meta/doctype-meta.ts';
import type { SiteContext } from '../site-context.ts';

/** Checks a change of state, and that a submitted document keeps its protected values. @throws FrappeError 417 */
export function checkAfterSubmit(context: SiteContext, meta: DocTypeMeta, before: Row, doc: Row): void {
  const [from, to] = [Number(before.docstatus ?? 0), Number(doc.docstatus ?? 0)];
  const isLegal = from === to || (from === 0 && to === 1) || (from === 1 && to === 2);
  if (from === 2) throw frappeRaise('ValidationError', { text: 'Cannot edit cancelled document' });
  if (!isLegal) throw frappeThrow('DocstatusTransitionError', `Cannot change docstatus from ${from} to ${to}`);
  if (from === 1 && to === 1) checkUnchanged(context, meta, before, doc);
}

function checkUnchanged(context: SiteContext, meta: DocTypeMeta, before: Row, doc: Row): void {
  for (const docfield of meta.fields) {
    const { fieldname, label } = docfield;
    if (!hasColumn(docfield) || docfield.allow_on_submit || before[fieldname] === doc[fieldname]) continue;
    const template = '{0} Not allowed to change {1} after submission from {2} to {3}';
    const inContext = context.dialect.translatesLabelsInContext ? meta.name : undefined;
    const shown = bold(translate(context, String(label), inContext));
    const message = translateFormat(context, template, '', shown, bold(before[fieldname]), bold(doc[fieldname]));
    throw frappeThrow('UpdateAfterSubmitError', message, 'Cannot Update After Submit');
  }
}
