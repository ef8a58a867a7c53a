import type { ServerMessage } from '../../../errors.ts';
import type { SchemaParts, SchemaTypesOf } from '../../../schema/builder/builder.ts';

type PayloadFieldBuilder<Payload> = PothosSchemaTypes.ObjectFieldBuilder<SchemaTypesOf, Payload>;

/** `messages`, as every payload has it. */
export function messagesField<Payload extends { messages: readonly ServerMessage[] }>(
  parts: SchemaParts,
  t: PayloadFieldBuilder<Payload>,
) {
  return t.field({
    type: [parts.serverMessage],
    description: 'Messages of the site about it.',
    resolve: (payload) => [...payload.messages],
  });
}
