import type { Version, VersionChange } from '../../../query/execution/docinfo/document-versions.ts';
import { TIMELINE_KINDS, type TimelineEntry } from '../../../query/execution/docinfo/timeline.ts';
import type { Row } from '../../../query/plan/read-plan.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';
import { longList } from '../../../schema/builder/long-list.ts';
import { userField } from './user-field.ts';

const text = (value: unknown) => (value === null || value === undefined || value === '' ? null : String(value));

/** `Comment`: a message about a document. */
export function addCommentType(parts: SchemaParts) {
  return parts.builder.objectRef<Row>('Comment').implement({
    description: 'A message about a document.',
    fields: (t) => ({
      name: t.id({
        nullable: false,
        description: 'The name of its Comment document.',
        resolve: (row) => String(row.name),
      }),
      content: t.string({
        description: 'The text, as HTML that the site has sanitised.',
        resolve: (row) => text(row.content),
      }),
      creation: t.field({ type: 'LocalDateTime', description: 'When it was written.', resolve: (row) => row.creation }),
      ...userField(parts, t, 'owner', 'The user who wrote it.', (row) => row.owner),
    }),
  });
}

/** `Assignment`: an open ToDo about a document. */
export function addAssignmentType(parts: SchemaParts) {
  return parts.builder.objectRef<Row>('Assignment').implement({
    description: 'Something that a user is to do about a document.',
    fields: (t) => ({
      name: t.id({
        nullable: false,
        description: 'The name of its ToDo document.',
        resolve: (row) => String(row.name),
      }),
      description: t.string({ description: 'The task, as HTML.', resolve: (row) => text(row.description) }),
      status: t.string({ description: 'The status of the ToDo.', resolve: (row) => text(row.status) }),
      ...userField(parts, t, 'user', 'The users to assign it to.', (row) => row.owner),
    }),
  });
}

/** `Share`: rights on one document in addition to those of roles. */
export function addShareType(parts: SchemaParts) {
  return parts.builder.objectRef<Row>('Share').implement({
    description: 'Rights on one document, in addition to those of roles.',
    fields: (t) => ({
      name: t.id({
        nullable: false,
        description: 'The name of its DocShare document.',
        resolve: (row) => String(row.name),
      }),
      ...userField(parts, t, 'user', 'The user who has them; null if everybody has.', (row) => row.user),
      everyone: t.boolean({ description: 'Whether everybody has them.', resolve: (row) => Boolean(row.everyone) }),
      read: t.boolean({ description: 'Whether the document may be read.', resolve: (row) => Boolean(row.read) }),
      write: t.boolean({ description: 'Whether it may be changed.', resolve: (row) => Boolean(row.write) }),
      submit: t.boolean({ description: 'Whether it may be submitted.', resolve: (row) => Boolean(row.submit) }),
      share: t.boolean({ description: 'Whether it may be shared with others.', resolve: (row) => Boolean(row.share) }),
    }),
  });
}

/** `TimelineEntry`: something that happened to a document. */
export function addTimelineType(parts: SchemaParts) {
  const kind = parts.builder.enumType('TimelineKind', {
    description: 'The kind of a timeline entry.',
    values: Object.fromEntries(TIMELINE_KINDS.map((one) => [one, { value: one }])),
  });
  return parts.builder.objectRef<TimelineEntry>('TimelineEntry').implement({
    description: 'Something that happened to a document.',
    fields: (t) => ({
      kind: t.field({ type: kind, description: 'The kind of the entry.', resolve: (entry) => entry.kind }),
      text: t.exposeString('text', { description: 'The event, as plain text.' }),
      creation: t.field({
        type: 'LocalDateTime',
        description: 'When it happened.',
        resolve: (entry) => entry.creation,
      }),
      ...userField(parts, t, 'user', 'The user who did it, if it was a user.', (entry) => entry.user),
    }),
  });
}

/** `Version`: what one save changed. */
export function addVersionType(parts: SchemaParts) {
  const change = addChangeType(parts);
  return parts.builder.objectRef<Version>('Version').implement({
    description: 'The changes of one save. Only DocTypes that track changes have them.',
    fields: (t) => ({
      name: t.exposeID('name', { nullable: false, description: 'The name of its Version document.' }),
      creation: t.field({
        type: 'LocalDateTime',
        description: 'When it was saved.',
        resolve: (version) => version.creation,
      }),
      ...userField(parts, t, 'owner', 'The user who saved it.', (version) => version.owner),
      changes: t.field({
        type: [change],
        description: 'The changes, as far as you can read the fields.',
        ...longList((version: Version) => version.changes),
      }),
    }),
  });
}

function addChangeType({ builder }: SchemaParts) {
  const kind = builder.enumType('VersionChangeKind', {
    description: 'Whether a value was changed, or a row of a table added or removed.',
    values: { CHANGED: {}, ADDED: {}, REMOVED: {} },
  });
  return builder.objectRef<VersionChange>('VersionChange').implement({
    description: 'A value that was changed, or a row of a table that was added or removed.',
    fields: (t) => ({
      kind: t.expose('kind', { type: kind, description: 'The kinds of entries to list.' }),
      fieldname: t.exposeString('fieldname', { description: 'The docfield, or the table with the row.' }),
      row: t.exposeID('row', { description: 'The name of the row.' }),
      rowFieldname: t.exposeString('rowFieldname', { description: 'The docfield of the row.' }),
      from: t.field({ type: 'JSON', description: 'The value, or the row, before.', resolve: (one) => one.from }),
      to: t.field({ type: 'JSON', description: 'The value, or the row, afterwards.', resolve: (one) => one.to }),
    }),
  });
}
