import { readTags } from '../../../query/execution/rows/optional-columns.ts';
import { attachedKey, type Row } from '../../../query/plan/read-plan.ts';
import { valueOrThrow } from '../../../query/plan/refused-value.ts';
import { readExtension } from '../../../query/planner/field-read.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';

/** `_meta { tags, assignedTo, likedBy }`: columns, so they come with their list. */
export function addOptionalColumnFields(parts: SchemaParts): void {
  const { builder, documentMeta } = parts;
  builder.interfaceField(documentMeta, 'tags', (t) =>
    t.stringList({
      description: 'Its tags.',
      extensions: readExtension({ kind: 'optionalColumn', fieldname: '_user_tags' }),
      resolve: (row: Row) => readTags(valueOrThrow(row._user_tags)),
    }),
  );
  const user = parts.documents.get('User');
  if (user === undefined) return;
  const users = (name: string, fieldname: '_assign' | '_liked_by', description: string) =>
    builder.interfaceField(documentMeta, name, (t) =>
      t.field({
        type: [user],
        description,
        extensions: readExtension({ kind: 'users', fieldname }),
        resolve: (row: Row) => (valueOrThrow(row[attachedKey(fieldname)]) as Row[] | undefined) ?? null,
      }),
    );
  users('assignedTo', '_assign', 'The users it is assigned to. For a single document this costs a call.');
  users('likedBy', '_liked_by', 'The users who like it.');
}
