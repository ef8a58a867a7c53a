import { readTags, readUsers } from '../../operations/desk/optional-columns.ts';
import type { Row } from '../../operations/read-plan.ts';
import type { SchemaParts } from '../builder.ts';
import { readExtension } from '../field-read.ts';
import { readLinkedDocument } from './linked-document.ts';

/** `_meta { tags, assignedTo, likedBy }`: columns, so they come with their list. */
export function addOptionalColumnFields(parts: SchemaParts): void {
  const { builder, documentMeta } = parts;
  builder.interfaceField(documentMeta, 'tags', (t) =>
    t.stringList({
      description: 'Its tags.',
      extensions: readExtension({ kind: 'optionalColumn', fieldname: '_user_tags' }),
      resolve: (row: Row) => readTags(columnOf(row, '_user_tags')),
    }),
  );
  const user = parts.documents.get('User');
  if (user === undefined) return;
  const users = (name: string, fieldname: '_assign' | '_liked_by', description: string) =>
    builder.interfaceField(documentMeta, name, (t) =>
      t.field({
        type: [user],
        description,
        extensions: readExtension({ kind: 'optionalColumn', fieldname }),
        resolve: (row: Row, _args, scope, info) =>
          Promise.all(readUsers(columnOf(row, fieldname)).map((name) => readLinkedDocument(scope, info, 'User', name))),
      }),
    );
  users('assignedTo', '_assign', 'Who is to do something about it. Of a single document it costs a call.');
  users('likedBy', '_liked_by', 'Who likes it.');
}

function columnOf(row: Row, fieldname: string): unknown {
  const value = row[fieldname];
  if (value instanceof Error) throw value;
  return value;
}
