import { badUserInput } from '../../../errors.ts';
import { DOC_EVENT_KINDS, type DocEventKind } from '../../../events/doc-event.ts';
import type { SchemaParts, SchemaTypesOf } from '../../../schema/builder/builder.ts';
import type { DocChange } from './change-feed.ts';
import { eventKindOf } from './event-kind.ts';

type ChangeFieldBuilder = PothosSchemaTypes.ObjectFieldBuilder<SchemaTypesOf, DocChange>;

/** The fields that every change has, whatever its DocType. */
export function changeFields(parts: SchemaParts, t: ChangeFieldBuilder) {
  return {
    event: t.field({
      type: eventKindOf(parts),
      nullable: false,
      description: 'The kind of change.',
      resolve: ({ event }) => event.kind,
    }),
    name: t.id({
      nullable: false,
      description: 'The name (primary key) of the document.',
      resolve: ({ event }) => event.name,
    }),
    modified: t.field({
      type: 'LocalDateTime',
      description: 'When it happened; null if the site does not report it.',
      resolve: ({ event }) => event.modified,
    }),
    resumeToken: t.string({
      nullable: false,
      description: 'Pass it as `after` to continue right after this change.',
      resolve: ({ resumeToken }) => resumeToken,
    }),
  };
}

/** Reads an `events` argument. */
export function toKinds(argument: unknown): ReadonlySet<DocEventKind> {
  if (argument === undefined || argument === null) return new Set(DOC_EVENT_KINDS);
  const kinds = argument as (DocEventKind | null)[];
  if (kinds.length === 0 || kinds.includes(null)) throw badUserInput('events must name at least one kind.', 'events');
  return new Set(kinds as DocEventKind[]);
}

/** Reads an `after` argument. */
export function toAfter(argument: unknown): string | null {
  return argument === undefined || argument === null ? null : String(argument);
}
