import type { ObjectRef } from '@pothos/core';
import type { DocTypeMeta } from '../../metadata/doctype-meta.ts';
import type { Row } from '../../query/plan/read-plan.ts';
import type { SchemaParts, SchemaTypesOf } from '../builder/builder.ts';
import { type DocTypeEntry, toFieldKind } from '../model/doctype-entry.ts';
import { withHash } from '../model/naming.ts';
import { recordFieldName } from '../model/record-names.ts';
import { typeNamesOf } from '../model/schema-model.ts';
import { docfieldField } from './object-types.ts';

/** The key under which a row keeps what the site sent. No key of a record holds a colon. */
const SENT_KEY = 'sent:json';

/** Adds the type of a record's rows: a field for each column, and `_json` for everything that the site sent. */
export function addRecordType(
  parts: SchemaParts,
  type: string,
  meta: DocTypeMeta,
  description: string,
): ObjectRef<SchemaTypesOf, Row> {
  const entry = toRecordEntry(parts, type, meta);
  return parts.builder.objectRef<Row>(type).implement({
    description,
    extensions: { doctype: meta },
    fields: (t) => ({
      ...Object.fromEntries(entry.fields.map((field) => [field.name, docfieldField(parts, t, entry, field)])),
      _json: t.field({
        type: 'JSON',
        description: 'All values that the site sent, by their keys.',
        resolve: (row) => row[SENT_KEY],
      }),
    }),
  });
}

/** Copies a row for the fields of its type, and keeps the sent one for `_json`. */
export function toRecordRow(sent: Row): Row {
  return { ...sent, [SENT_KEY]: sent };
}

function toRecordEntry({ model }: SchemaParts, type: string, meta: DocTypeMeta): DocTypeEntry {
  const shown = typeNamesOf(model);
  const taken = new Set<string>();
  const fields = meta.docfields.flatMap((docfield) => {
    const kind = toFieldKind(docfield, model.doctypes, shown, meta, { renamed: [], hidden: [] });
    if (kind === null) return [];
    const wanted = recordFieldName(docfield.fieldname);
    const name = taken.has(wanted) ? withHash(wanted, docfield.fieldname) : wanted;
    taken.add(name);
    return [{ docfield, name, kind }];
  });
  const names = { type, singular: type, plural: type };
  return { meta, ...names, fields, inputs: [], hasRowsByDocument: false, hidden: new Set<string>() };
}
