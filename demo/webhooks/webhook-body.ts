import type { Row } from '../database/demo-database.ts';
import type { Dialect } from '../dialects.ts';
import { escapeNonAscii } from '../http/envelope.ts';

/** The body of a delivery: what the webhook's table or template makes of a document, as the version writes JSON. */
export function toWebhookBody(dialect: Dialect, webhook: Row, data: readonly Row[], doc: Row): string {
  const template = String(webhook.webhook_json ?? '');
  const content: Row =
    data.length > 0
      ? Object.fromEntries(data.map((row) => [String(row.key), doc[String(row.fieldname)] ?? null]))
      : (JSON.parse(renderTemplate(template, doc)) as Row);
  return escapeNonAscii(dialect.major >= 17 ? indented(content) : spaced(content));
}

/** Of Jinja: values of the document, with the filters `string` and `tojson`. */
function renderTemplate(template: string, doc: Row): string {
  return template.replace(
    /\{\{\s*doc\.(\w+)\s*((?:\|\s*\w+\s*)*)\}\}/g,
    (_match, fieldname: string, filters: string) => {
      const value = doc[fieldname];
      const text = value === null || value === undefined ? 'None' : String(value);
      return /\|\s*tojson/.test(filters) ? JSON.stringify(/\|\s*string/.test(filters) ? text : value) : text;
    },
  );
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
