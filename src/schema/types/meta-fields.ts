import type { Row } from '../../query/plan/read-plan.ts';
import { readExtension } from '../../query/planner/field-read.ts';
import type { ObjectFieldBuilder, SchemaParts } from '../builder/builder.ts';
import { addTreeMetaType } from '../fields/tree-fields.ts';
import type { DocTypeEntry } from '../model/doctype-entry.ts';

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
