import type { DeletedDoc } from '../../query/plan/deleted-doc.ts';
import type { Builder, SchemaParts } from '../builder/builder.ts';
import { encodeNodeId } from '../model/node-id.ts';

/** The payload of the deletion of a document of any DocType. */
export function addDeletion(builder: Builder, serverMessage: SchemaParts['serverMessage']): SchemaParts['deletion'] {
  return builder.objectRef<DeletedDoc>('Deletion').implement({
    description: 'A document that is gone.',
    fields: (t) => ({
      id: t.id({
        nullable: false,
        description: 'The ID that it had.',
        resolve: ({ doctype, name }) => encodeNodeId(doctype, name),
      }),
      name: t.exposeID('name', { nullable: false, description: 'The name that it had.' }),
      messages: t.field({
        type: [serverMessage],
        description: 'Messages of the site about it.',
        resolve: ({ messages }) => [...messages],
      }),
    }),
  });
}
