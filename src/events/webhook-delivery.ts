import { ExactNumber, parseExactJson } from '../exact-json.ts';
import type { DocEvent, DocEventKind } from './doc-event.ts';

/**
 * The kind of change that each event of Frappe's webhooks announces. `on_change` follows every change but the first.
 */
const KIND_BY_DOCEVENT: Readonly<Record<string, DocEventKind>> = {
  after_insert: 'INSERT',
  on_update: 'UPDATE',
  on_update_after_submit: 'UPDATE',
  on_change: 'UPDATE',
  workflow_transition: 'UPDATE',
  on_submit: 'SUBMIT',
  on_cancel: 'CANCEL',
  on_trash: 'DELETE',
};

/**
 * The action that was performed on the document, according to the body: `on_change` and `on_update` follow submissions,
 * cancellations and deletions too, and the site's workers do not keep their order.
 */
const KIND_BY_ACTION: Readonly<Record<string, DocEventKind>> = { submit: 'SUBMIT', cancel: 'CANCEL', delete: 'DELETE' };

/** The address that a delivery arrived at. It is not signed; the body is. */
export interface DeliveryAddress {
  docevent: string;
  /** Absent if the body says it. */
  doctype: string | undefined;
}

/** Whether Frappe has such an event. */
export function isDocevent(docevent: string): boolean {
  return Object.hasOwn(KIND_BY_DOCEVENT, docevent);
}

/**
 * Reads a signed body. With any "Request Structure", it is a JSON object. Its event and
 * DocType must agree with the address, and a deletion must say that it is one: the address alone could be exchanged.
 *
 * @returns the event, or in one line why there is none.
 */
export function readDelivery({ docevent, doctype }: DeliveryAddress, body: string): DocEvent | string {
  const data = parseObject(body);
  if (data === undefined) return 'The body is not a JSON object.';
  const kind = KIND_BY_DOCEVENT[docevent];
  if (kind === undefined) return `Unknown event ${docevent}.`;
  if (data.event !== undefined && data.event !== docevent) return 'The body is of another event than the address.';
  if (data.event === undefined && kind === 'DELETE') return 'The body of a deletion must have "event": "on_trash".';
  if (data.doctype !== undefined && doctype !== undefined && data.doctype !== doctype) {
    return 'The body is of another DocType than the address.';
  }
  const ofDoctype = data.doctype ?? doctype;
  if (typeof ofDoctype !== 'string' || ofDoctype === '') return 'Neither the body nor the address names a DocType.';
  const isNumbered = typeof data.name === 'number' || data.name instanceof ExactNumber;
  const name = isNumbered ? String(data.name) : data.name;
  if (typeof name !== 'string' || name === '') return '`name`: is missing in the body.';
  const modified = readModified(data.modified);
  if (modified === undefined) return '"modified" is not a time as Frappe writes it.';
  const action = kind === 'UPDATE' && typeof data.action === 'string' ? data.action : '';
  const closer = Object.hasOwn(KIND_BY_ACTION, action) ? KIND_BY_ACTION[action] : undefined;
  return { doctype: ofDoctype, name, kind: closer ?? kind, modified };
}

/** A time with all six digits after the point, so that times compare as texts; null if none was given. */
export function readModified(value: unknown): string | null | undefined {
  if (value === undefined || value === null || value === '' || value === 'None') return null;
  const match = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?$/.exec(String(value));
  return match ? `${match[1]} ${match[2]}.${(match[3] ?? '').padEnd(6, '0')}` : undefined;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = parseExactJson(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
