import { NO_COST } from '../../operations/cost.ts';
import { type DeletedDoc, deleteDoc } from '../../operations/write/delete-doc.ts';
import type { SchemaParts } from '../builder.ts';
import type { DocTypeEntry } from '../doctype-entry.ts';
import { mutationFieldName, payloadTypeName } from '../naming.ts';
import { encodeNodeId } from '../node-id.ts';
import { costExtension } from '../operation-cost.ts';
import { messagesField } from './payload-fields.ts';

/** `deleteShopOrder(name)`. */
export function addDeleteField(parts: SchemaParts, { meta, singular }: DocTypeEntry): void {
  const { builder } = parts;
  const mutation = mutationFieldName('delete', singular);
  const payload = builder.objectRef<DeletedDoc>(payloadTypeName(mutation)).implement({
    description: `Tells of a ${meta.name} that is gone.`,
    fields: (t) => ({
      id: t.id({
        nullable: false,
        description: 'The ID that it had.',
        resolve: ({ name }) => encodeNodeId(meta.name, name),
      }),
      name: t.exposeID('name', { nullable: false, description: 'The name that it had.' }),
      messages: messagesField(parts, t),
    }),
  });
  builder.mutationField(mutation, (t) =>
    t.field({
      type: payload,
      description: `Deletes a ${meta.name}. The site refuses it where others link to it, or where it is submitted.`,
      extensions: costExtension(() => ({ ...NO_COST, calls: 1 })),
      args: { name: t.arg.id({ required: true, description: 'The name (primary key) of the document.' }) },
      resolve: (_root, args, scope) => deleteDoc(scope, meta, String(args.name)),
    }),
  );
}
