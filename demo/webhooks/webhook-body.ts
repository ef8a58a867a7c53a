import type { Row } from '../database/demo-database.ts';
import type { Dialect } from '../dialects.ts';
import { escapeNonAscii } from '../http/envelope.ts';
import type { DocumentAction } from './document-change.ts';

/** A document as the worker has it, with what Frappe keeps of the transaction in the object. */
export interface SentDocument {
  doc: Row;
  action: DocumentAction | null;
}

/** The body of a delivery: what the webhook's table or template makes of a document, as the version writes JSON. */
export function toWebhookBody(dialect: Dialect, webhook: Row, data: readonly Row[], sent: SentDocument): string {
  const { doc } = sent;
  const template = String(webhook.webhook_json ?? '');
  const content: Row =
    data.length > 0
      ? Object.fromEntries(data.map((row) => [String(row.key), doc[String(row.fieldname)] ?? null]))
      : (JSON.parse(renderTemplate(template, sent)) as Row);
  return escapeNonAscii(dialect.major >= 17 ? indented(content) : spaced(content));
}

/** Of Jinja: values of the document, what is known of the transaction, and the filters `string` and `tojson`. */
function renderTemplate(template: string, sent: SentDocument): string {
  const expression =
    /\{\{\s*(doc\.\w+|\("delete" if doc\.flags\.in_delete else doc\.get\("_action"\)\))\s*((?:\|\s*\w+\s*)*)\}\}/g;
  return template.replace(expression, (_match, what: string, filters: string) => {
    const value = what.startsWith('doc.') ? sent.doc[what.slice(4)] : sent.action;
    const text = value === null || value === undefined ? 'None' : String(value);
    if (!/\|\s*tojson/.test(filters)) return text;
    return JSON.stringify(/\|\s*string/.test(filters) ? text : (value ?? null));
  });
}

/** `json.dumps(value)` */
function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const pairs = Object.entries(value).map(([key, part]) => `${JSON.stringify(key)}: ${spaced(part)}`);
  return `{${pairs.join(', ')}}`;
}

/** `frappe.as_json(value)` */
function indented(content: Row): string {
  const sorted = Object.fromEntries(Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1)));
  return JSON.stringify(sorted, null, 1);
}
