import { type Row, TITLE_KEY } from '../../query/plan/read-plan.ts';
import { valueOrThrow } from '../../query/plan/refused-value.ts';
import { readExtension } from '../../query/planner/field-read.ts';
import type { SchemaTypesOf } from '../builder/builder.ts';
import type { DocTypeEntry } from '../model/doctype-entry.ts';

/** Trees have a `_meta` of their own; all other documents share one. */
export function metaTypeName(entry: DocTypeEntry | undefined): string {
  return entry?.meta.isTree ? `${entry.type}_Meta` : 'PlainDocumentMeta';
}

type MetaFieldBuilder =
  | PothosSchemaTypes.InterfaceFieldBuilder<SchemaTypesOf, Row>
  | PothosSchemaTypes.ObjectFieldBuilder<SchemaTypesOf, Row>;

/** `_meta { title }` */
export function titleField(t: MetaFieldBuilder): ReturnType<MetaFieldBuilder['string']> {
  return t.string({
    description:
      "The title of the document: its title docfield, or its name. If the site translates the names of such documents, as it does for countries, it is in the caller's language.",
    extensions: readExtension({ kind: 'title' }),
    resolve: (row: Row) => {
      const title = valueOrThrow(row[TITLE_KEY]);
      return title === undefined || title === null ? null : String(title);
    },
  });
}
