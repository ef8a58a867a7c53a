import { deriveOnce } from '../../../derive-once.ts';
import { DOC_EVENT_KINDS } from '../../../events/doc-event.ts';
import type { EnumLike, SchemaParts } from '../../../schema/builder/builder.ts';

const MEANING = {
  INSERT: 'It was created.',
  UPDATE: 'It was changed.',
  SUBMIT: 'It was submitted.',
  CANCEL: 'It was cancelled.',
  DELETE: 'It was deleted.',
} as const;

/** The enum of kinds of changes. */
export const eventKindOf: (parts: SchemaParts) => EnumLike = deriveOnce(({ builder }: SchemaParts) =>
  builder.enumType('EventKind', {
    description: 'The kind of change of a document.',
    values: Object.fromEntries(
      DOC_EVENT_KINDS.map((kind) => [kind, { value: kind, description: MEANING[kind] }]),
    ) as Record<(typeof DOC_EVENT_KINDS)[number], { value: string; description: string }>,
  }),
);
