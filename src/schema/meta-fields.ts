import type { Row } from '../operations/read-plan.ts';
import type { ObjectFieldBuilder, SchemaParts } from './builder.ts';
import type { DocTypeEntry } from './doctype-entry.ts';
import { readExtension } from './field-read.ts';
import { addTreeMetaType } from './tree-fields.ts';

/** `_meta`: the fields that the gateway adds to a document, apart from its docfields so that none can collide. */
export function metaField(parts: SchemaParts, t: ObjectFieldBuilder, entry: DocTypeEntry) {
  return t.field({
    type: entry.meta.isTree ? addTreeMetaType(parts, entry) : parts.plainMeta,
    nullable: false,
    description: 'Fields that the gateway adds to the document.',
    extensions: readExtension({ kind: 'self' }),
    resolve: (row: Row) => row,
  });
}
