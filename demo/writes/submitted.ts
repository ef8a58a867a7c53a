import type { Row } from '../database/demo-database.ts';
import { frappeRaise, frappeThrow } from '../frappe-error.ts';
import { hasColumn } from '../meta/docfield.ts';
import type { DocTypeMeta } from '../meta/doctype-meta.ts';

/** Checks a change of state, and that a submitted document keeps its protected values. @throws FrappeError 417 */
export function checkAfterSubmit(meta: DocTypeMeta, before: Row, doc: Row): void {
  const [from, to] = [Number(before.docstatus ?? 0), Number(doc.docstatus ?? 0)];
  const isLegal = from === to || (from === 0 && to === 1) || (from === 1 && to === 2);
  if (from === 2) throw frappeRaise('ValidationError', { text: 'Cannot edit cancelled document' });
  if (!isLegal) throw frappeThrow('DocstatusTransitionError', `Cannot change docstatus from ${from} to ${to}`);
  if (from === 1 && to === 1) checkUnchanged(meta, before, doc);
}

function checkUnchanged(meta: DocTypeMeta, before: Row, doc: Row): void {
  for (const docfield of meta.fields) {
    const { fieldname, label } = docfield;
    if (!hasColumn(docfield) || docfield.allow_on_submit || before[fieldname] === doc[fieldname]) continue;
    const change = `from <strong>${String(before[fieldname])}</strong> to <strong>${String(doc[fieldname])}</strong>`;
    const message = ` Not allowed to change <strong>${label}</strong> after submission ${change}`;
    throw frappeThrow('UpdateAfterSubmitError', message, 'Cannot Update After Submit');
  }
}
