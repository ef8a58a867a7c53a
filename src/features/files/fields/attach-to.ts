import { badUserInput } from '../../../errors.ts';
import { fieldtypeOf } from '../../../metadata/fieldtypes.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';
import { targetDocType, targetName } from '../../desk/fields/target-document.ts';
import type { AttachTarget } from '../attach-target.ts';

/** The values of an `AttachTo`. */
export interface AttachTo {
  doctype: string;
  name: string;
  field?: string | null | undefined;
}

/** `AttachTo`: the document that a file is for. */
export function addAttachTo({ builder }: SchemaParts) {
  return builder.inputRef<AttachTo>('AttachTo').implement({
    description: 'The document that a file is for.',
    fields: (t) => ({
      doctype: t.string({ required: true, description: 'The DocType of the document.' }),
      name: t.id({ required: true, description: 'The name of the document.' }),
      field: t.string({ description: 'An Attach docfield that is to hold the file.' }),
    }),
  });
}

/** @throws GatewayError `BAD_USER_INPUT` if the DocType or the Attach docfield does not exist. */
export function toAttachTarget(parts: SchemaParts, { doctype, name, field }: AttachTo): AttachTarget {
  const entry = targetDocType(parts, doctype, 'attachTo.doctype');
  const target = { doctype: entry.meta, name: targetName(name, 'attachTo.name') };
  if (field === null || field === undefined) return { ...target, docfield: null };
  const docfield = entry.fields.find((one) => one.name === field || one.docfield.fieldname === field)?.docfield;
  if (docfield && fieldtypeOf(docfield).scalar === 'Attachment') return { ...target, docfield };
  throw badUserInput(`attachTo.field is not an Attach docfield of ${doctype}.`, 'attachTo.field');
}
