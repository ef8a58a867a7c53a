import type { ServerMessage } from '../../errors.ts';
import { parseExactJson } from '../../exact-json.ts';
import { type DocFieldMeta, isSecret } from '../../metadata/doctype-meta.ts';
import { fieldtypeOf } from '../../metadata/fieldtypes.ts';
import type { Row } from '../../query/plan/read-plan.ts';
import { formatDateTime, parseTime } from '../../query/plan/time-text.ts';
import { type DocInput, type FieldInput, rowsOf } from './doc-input.ts';

/** Says of every value that came back otherwise than it was sent: a controller, or the site itself, changed it. */
export function compareWritten(input: DocInput, doc: Row): ServerMessage[] {
  const messages = compareFields(input.fields, doc);
  for (const table of input.tables) {
    const rows = Array.isArray(doc[table.docfield.fieldname]) ? (doc[table.docfield.fieldname] as Row[]) : [];
    if (table.kind === 'replace') {
      table.rows.forEach((row, index) => {
        messages.push(...compareFields(row.fields, rows[index] ?? {}));
      });
      continue;
    }
    const byName = new Map(rows.map((row) => [String(row.name), row]));
    for (const row of rowsOf(table)) {
      if (row.name !== null) messages.push(...compareFields(row.fields, byName.get(row.name) ?? {}));
    }
    const added = rows.slice(rows.length - table.add.length);
    table.add.forEach((row, index) => {
      messages.push(...compareFields(row.fields, added[index] ?? {}));
    });
  }
  return messages;
}

function compareFields(fields: readonly FieldInput[], row: Row): ServerMessage[] {
  return fields.flatMap((field) => {
    const { docfield, value, path } = field;
    const stored = row[docfield.fieldname];
    if (isSecret(docfield) || isSame(docfield, value, stored)) return [];
    // Guarded docfields can be written by callers who cannot read them.
    const shown = docfield.permlevel > 0 || docfield.isMasked ? 'another value' : show(stored);
    const text = `${path}: ${show(value)} was sent, and the site changed it to ${shown}.`;
    return [{ title: 'Stored otherwise', text, indicator: 'orange' }];
  });
}

function isSame(docfield: DocFieldMeta, sent: unknown, stored: unknown): boolean {
  if (isUnset(sent)) return isUnset(stored) || Number(stored) === 0;
  if (typeof sent === 'number') return Number(stored) === sent;
  if (isUnset(stored)) return false;
  const { column, scalar } = fieldtypeOf(docfield);
  if (scalar === 'JSON' || scalar === 'Geolocation') return canonical(sent) === canonical(stored);
  if (column === 'time') return parseTime(String(sent)) === parseTime(String(stored));
  if (column === 'datetime') return formatDateTime(String(sent)) === formatDateTime(String(stored));
  return String(sent) === String(stored);
}

/** Newer sites leave unset values out of their answers, and make no difference between empty text and none. */
function isUnset(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** The site may part the same JSON by other blanks. */
function canonical(value: unknown): string {
  try {
    return JSON.stringify(typeof value === 'string' ? parseExactJson(value) : value);
  } catch {
    return String(value);
  }
}

const LONGEST_SHOWN = 60;

function show(value: unknown): string {
  if (isUnset(value)) return 'nothing';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  const short = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
  return typeof value === 'number' ? short : JSON.stringify(short);
}
