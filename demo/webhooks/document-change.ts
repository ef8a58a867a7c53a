import type { Row } from '../database/demo-database.ts';
import type { Dialect } from '../dialects.ts';

/** A document as a transaction left it, with the events that Frappe ran for it, in their order. */
export interface DocumentChange {
  doctype: string;
  doc: Row;
  docevents: readonly string[];
  /** The action on the document (`_action` of frappe/model/document.py), or its deletion; null for an insert. */
  action: DocumentAction | null;
}

/** The change of a document by a transaction. */
export type DocumentAction = 'save' | 'submit' | 'update_after_submit' | 'cancel' | 'delete';

/** Finds the change of a document by a transaction, from its values before and after. */
export function actionOf(before: Row | null, doc: Row | null): DocumentAction | null {
  if (before === null) return null;
  if (doc === null) return 'delete';
  const [from, to] = [Number(before.docstatus ?? 0), Number(doc.docstatus ?? 0)];
  if (to === 2) return 'cancel';
  if (to === 0) return 'save';
  return from === 0 ? 'submit' : 'update_after_submit';
}

/**
 * The events of a change, as recorded on real sites: `on_change` follows every change but the insert. Up to 16-dev the
 * dispatcher listens to another name than `on_update_after_submit`.
 */
export function doceventsOf(before: Row | null, doc: Row | null, dialect: Dialect): string[] {
  if (before === null) return ['after_insert', 'on_update'];
  if (doc === null) return ['on_trash', 'on_change'];
  const [from, to] = [Number(before.docstatus ?? 0), Number(doc.docstatus ?? 0)];
  if (to === 2) return ['on_cancel', 'on_change'];
  if (from === 0) return to === 1 ? ['on_update', 'on_submit', 'on_change'] : ['on_update', 'on_change'];
  return dialect.major >= 17 ? ['on_update_after_submit', 'on_change'] : ['on_change'];
}
