import { DOC_EVENT_KINDS } from '../../../events/doc-event.ts';
import type { Builder, EnumLike } from '../../../schema/builder/builder.ts';

/** The parts that only the fields of Subscription are built with. */
export interface SubscriptionParts {
  readonly eventKind: EnumLike;
}

const MEANING = {
  INSERT: 'It was made.',
  UPDATE: 'It was changed.',
  SUBMIT: 'It was submitted.',
  CANCEL: 'It was cancelled.',
  DELETE: 'It was deleted.',
} as const;

/** Makes the root type Subscription; its fields are added in files of their own. */
export function createSubscriptionParts(builder: Builder): SubscriptionParts {
  builder.subscriptionType({ description: 'The root of all subscriptions.' });
  return {
    eventKind: builder.enumType('EventKind', {
      description: 'The kind of change of a document.',
      values: Object.fromEntries(
        DOC_EVENT_KINDS.map((kind) => [kind, { value: kind, description: MEANING[kind] }]),
      ) as Record<(typeof DOC_EVENT_KINDS)[number], { value: string; description: string }>,
    }),
  };
}
