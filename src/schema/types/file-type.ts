import type { ObjectRef } from '@pothos/core';
import { deriveOnce } from '../../derive-once.ts';
import type { Row } from '../../query/plan/read-plan.ts';
import type { SchemaParts, SchemaTypesOf } from '../builder/builder.ts';

/** The type of files. */
export type FileType = ObjectRef<SchemaTypesOf, Row>;

/** `File`: a file of the site, as its File document describes it. */
export const fileTypeOf: (parts: Pick<SchemaParts, 'builder'>) => FileType = deriveOnce(({ builder }): FileType => {
  const text = (row: Row, column: string) => (row[column] ? String(row[column]) : null);
  return builder.objectRef<Row>('File').implement({
    description: 'A file of the site.',
    fields: (t) => ({
      name: t.id({
        nullable: false,
        description: 'The name of its File document.',
        resolve: (row) => String(row.name),
      }),
      fileName: t.string({ description: 'Its name for people.', resolve: (row) => text(row, 'file_name') }),
      url: t.string({
        description: 'Its address at the gateway, or an external one.',
        resolve: (row) => text(row, 'file_url'),
      }),
      isPrivate: t.boolean({
        description: 'Whether only users who can read the document that it is attached to can get it.',
        resolve: (row) => Boolean(row.is_private),
      }),
      type: t.string({
        description: 'Its type by its extension, such as `PDF`.',
        resolve: (row) => text(row, 'file_type'),
      }),
      size: t.float({
        description: 'Its size in bytes.',
        resolve: (row) => (typeof row.file_size === 'number' ? row.file_size : null),
      }),
      contentHash: t.string({
        description: 'A hash of its content: equal for equal files.',
        resolve: (row) => text(row, 'content_hash'),
      }),
      folder: t.string({ description: 'The folder that it is in.', resolve: (row) => text(row, 'folder') }),
      attachedToDoctype: t.string({
        description: 'The DocType of the document that it belongs to.',
        resolve: (row) => text(row, 'attached_to_doctype'),
      }),
      attachedToName: t.id({
        description: 'The name of the document that it belongs to.',
        resolve: (row) => text(row, 'attached_to_name'),
      }),
      attachedToField: t.string({
        description: 'The docfield that it was uploaded for.',
        resolve: (row) => text(row, 'attached_to_field'),
      }),
    }),
  });
});
