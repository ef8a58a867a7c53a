import type { InputRef, ObjectRef } from '@pothos/core';
import type { SchemaParts, SchemaTypesOf } from '../../../schema/builder/builder.ts';
import { encodeNodeId } from '../../../schema/model/node-id.ts';
import { type ChangesPage, SYNC_KINDS, type SyncChange, type SyncKind } from '../sync-change.ts';

const MEANING: Readonly<Record<SyncKind, string>> = {
  CREATED: 'It was created since, or nothing was known before. Store it.',
  CHANGED: 'It was changed, or became visible to you. Store it, whether or not you have it.',
  RENAMED: 'It has a new name. Drop the old name, and store the document under the new one.',
  DELETED: 'It was deleted. Reported to users who can read the records of deleted documents.',
  NO_LONGER_VISIBLE: 'You hold it, and can no longer read it: it was deleted or renamed, or is hidden from you.',
};

/** `SyncPage { nodes next hasMore }`. */
export function changesPageType(parts: SchemaParts): ObjectRef<SchemaTypesOf, ChangesPage> {
  const change = changeType(parts);
  return parts.builder.objectRef<ChangesPage>('SyncPage').implement({
    description: 'Changes of documents, and where to continue.',
    fields: (t) => ({
      nodes: t.field({
        type: [change],
        nullable: false,
        description: 'The changes, to be applied in this order.',
        resolve: ({ nodes }) => [...nodes],
      }),
      next: t.exposeString('next', {
        nullable: false,
        description: 'Pass it as `since` to continue right after these changes.',
      }),
      hasMore: t.exposeBoolean('hasMore', {
        nullable: false,
        description: 'Whether to ask again at once: not everything was read to its end.',
      }),
      refused: t.stringList({
        nullable: false,
        description: 'Those of `doctypes` that you cannot read at present: a copy has no documents of them.',
        resolve: ({ refused }) => [...refused],
      }),
    }),
  });
}

function changeType({ builder, document }: SchemaParts) {
  const kind = builder.enumType('SyncKind', {
    description: 'The kind of change of a document in a copy.',
    values: Object.fromEntries(SYNC_KINDS.map((name) => [name, { value: name, description: MEANING[name] }])) as Record<
      SyncKind,
      { value: SyncKind; description: string }
    >,
  });
  return builder.objectRef<SyncChange>('SyncNode').implement({
    description: 'A change of one document, for a copy.',
    fields: (t) => ({
      kind: t.expose('kind', { type: kind, nullable: false, description: 'The kind of change.' }),
      doctype: t.exposeString('doctype', { nullable: false, description: 'The DocType.' }),
      name: t.exposeID('name', { nullable: false, description: 'The name (primary key), after a rename the new one.' }),
      id: t.id({
        nullable: false,
        description: 'Globally unique, for `node(id:)`.',
        resolve: ({ doctype, name }) => encodeNodeId(doctype, name),
      }),
      oldName: t.exposeID('oldName', { description: 'The name before a rename.' }),
      modified: t.field({
        type: 'LocalDateTime',
        description: 'When it happened; null if that is not known.',
        resolve: ({ modified }) => modified,
      }),
      document: t.field({
        type: document,
        description: 'The document as you can read it now; null if it is gone.',
        resolve: (change) => change.document as Exclude<SyncChange['document'], Error | undefined>,
      }),
    }),
  });
}

/** Names that a client holds, as an argument. */
export interface HeldArgument {
  readonly doctype: string;
  readonly names: readonly string[];
}

/** `HeldNames { doctype names }`. */
export function heldNamesInput({ builder }: SchemaParts): InputRef<HeldArgument> {
  return builder.inputRef<{ doctype: string; names: string[] }>('HeldNames').implement({
    description: 'Names of documents of one DocType that a copy holds.',
    fields: (t) => ({
      doctype: t.string({ required: true, description: 'The DocType.' }),
      names: t.idList({ required: true, description: 'Names of documents.' }),
    }),
  });
}
