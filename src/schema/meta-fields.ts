import type { Row } from '../operations/read-plan.ts';
import type { ObjectFieldBuilder, SchemaParts } from './builder.ts';
import type { DocTypeEntry } from './doctype-entry.ts';
import { readExtension } from './field-read.ts';
import { addTreeMetaType } from './tree-fields.ts';

/** `_meta`: what the gateway adds to a document beside its docfields, so that no docfield can collide with it. */
export function metaField(parts: SchemaParts, t: ObjectFieldBuilder, entry: DocTypeEntry) {
  return t.field({
    type: entry.meta.isTree ? addTreeMetaType(parts, entry) : parts.plainMeta,
    nullable: false,
    description: 'Fields that the gateway adds to the document.',
    extensions: readExtension({ kind: 'self' }),
    resolve: (row: Row) => row,
  });
}
