import { type Row, TITLE_KEY } from '../operations/read-plan.ts';
import type { SchemaTypesOf } from './builder.ts';
import type { DocTypeEntry } from './doctype-entry.ts';
import { readExtension } from './field-read.ts';

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
    description: 'The title of the document: its title docfield, or its name.',
    extensions: readExtension({ kind: 'title' }),
    resolve: (row: Row) => {
      const title = row[TITLE_KEY];
      if (title instanceof Error) throw title;
      return title === undefined || title === null ? null : String(title);
    },
  });
}
