import type { ObjectRef } from '@pothos/core';
import type { Docinfo } from '../../../query/execution/docinfo/docinfo.ts';
import { perDocumentKey, type Row } from '../../../query/plan/read-plan.ts';
import { readExtension } from '../../../query/planner/field-read.ts';
import type { SchemaParts, SchemaTypesOf } from '../../../schema/builder/builder.ts';
import { longList } from '../../../schema/builder/long-list.ts';
import { fileTypeOf } from '../../../schema/types/file-type.ts';
import { addAssignmentType, addShareType, addTimelineType, addVersionType } from './docinfo-types.ts';

/** `_meta { comments, assignments, shares, attachments, versions, timeline, isFollowed }`: one call for all of them. */
export function addDocinfoFields(parts: SchemaParts, comment: ObjectRef<SchemaTypesOf, Row>): void {
  const { builder, documentMeta } = parts;
  const list = <Key extends keyof Docinfo, Entry>(
    name: Key,
    type: ObjectRef<SchemaTypesOf, Entry>,
    description: string,
  ) => {
    const { resolve, extensions } = longList((row: Row) => docinfoOf(row)?.[name]);
    builder.interfaceField(documentMeta, name, (t) =>
      t.field({
        type: [type],
        description: `${description} Costs a call for each document, shared with the other fields of its form data.`,
        extensions: { ...readExtension({ kind: 'perDocument', read: 'docinfo' }), ...extensions },
        resolve,
      }),
    );
  };
  list('comments', comment, 'Its comments and other messages.');
  list('assignments', addAssignmentType(parts), 'Its assignments.');
  list('shares', addShareType(parts), 'Users who have rights on it in addition to those of their roles.');
  list('attachments', fileTypeOf(parts), 'Its files: their names and addresses.');
  list('versions', addVersionType(parts), 'The last ten saves.');
  list('timeline', addTimelineType(parts), 'Its timeline, newest first.');
  builder.interfaceField(documentMeta, 'isFollowed', (t) =>
    t.boolean({
      description:
        'Whether you follow it. Costs a call for each document, shared with the other fields of its form data.',
      extensions: readExtension({ kind: 'perDocument', read: 'docinfo' }),
      resolve: (row: Row) => docinfoOf(row)?.isFollowed ?? null,
    }),
  );
}

function docinfoOf(row: Row): Docinfo | null {
  const info = row[perDocumentKey('docinfo')];
  if (info instanceof Error) throw info;
  return (info as Docinfo | undefined) ?? null;
}
