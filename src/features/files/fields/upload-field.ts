import type { ObjectRef } from '@pothos/core';
import { badUserInput } from '../../../errors.ts';
import { fieldtypeOf } from '../../../metadata/fieldtypes.ts';
import { addCosts } from '../../../query/plan/cost.ts';
import type { Row } from '../../../query/plan/read-plan.ts';
import type { SchemaParts, SchemaTypesOf } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import { fileTypeOf } from '../../../schema/types/file-type.ts';
import { costOfDocument, planDocument, readTarget } from '../../desk/fields/document-payload.ts';
import { targetDocType, targetName } from '../../desk/fields/target-document.ts';
import { messagesField } from '../../write/fields/payload-fields.ts';
import type { AttachTarget } from '../attach-target.ts';
import { type UploadedFile, uploadFile } from '../upload-file.ts';

interface AttachTo {
  doctype: string;
  name: string;
  field?: string | null | undefined;
}

/** `uploadFile(file, attachTo, isPrivate, folder)`. */
export function addUploadField(parts: SchemaParts): void {
  const { builder } = parts;
  const attachTo = builder.inputRef<AttachTo>('AttachTo').implement({
    description: 'The document that a file is for.',
    fields: (t) => ({
      doctype: t.string({ required: true, description: 'The DocType of the document.' }),
      name: t.id({ required: true, description: 'The name of the document.' }),
      field: t.string({ description: 'An Attach docfield that is to hold the file.' }),
    }),
  });
  const payload = addPayload(parts, fileTypeOf(parts));
  builder.mutationField('uploadFile', (t) =>
    rootField(t, {
      type: payload,
      description:
        'Stores a file at the site. Needs a multipart request with a header such as `X-Requested-With`; see docs/files.md.',
      args: {
        file: t.arg({ type: 'Upload', required: true, description: 'The file.' }),
        attachTo: t.arg({ type: attachTo, description: 'The document that it is for; you must be able to change it.' }),
        isPrivate: t.arg.boolean({
          defaultValue: true,
          description: 'Whether only those get it who may read the document. Files that are not private are public.',
        }),
        folder: t.arg.string({ description: 'A folder of the site, for a file that is for no document.' }),
      },
      plan: (root) => {
        const { file, attachTo: given, isPrivate, folder } = root.args;
        const target = given ? toTarget(parts, given) : null;
        return {
          upload: { file, isPrivate: isPrivate ?? true, folder: folder ?? null, target },
          document: target && planDocument(root, target.doctype.name),
        };
      },
      cost: ({ upload: { target }, document }, basis) => {
        const calls = target === null ? 1 : target.docfield === null ? 2 : 3;
        return addCosts([{ calls, rows: 0 }, costOfDocument(document, basis)]);
      },
      execute: (scope, { upload }) => uploadFile(scope, upload),
    }),
  );
}

function addPayload(parts: SchemaParts, file: ObjectRef<SchemaTypesOf, Row>) {
  return parts.builder.objectRef<UploadedFile>('UploadFilePayload').implement({
    description: 'The result of an upload.',
    fields: (t) => ({
      file: t.field({ type: file, description: 'The file.', resolve: (uploaded) => uploaded.file }),
      document: t.field({
        type: parts.document,
        description: 'The document that it is for; an error where its docfield could not be set.',
        resolve: ({ target, fieldError }, _args, scope, info) => {
          if (fieldError) throw fieldError;
          return target && readTarget(scope, info, target.doctype, target.name);
        },
      }),
      messages: messagesField(parts, t),
    }),
  });
}

/** @throws GatewayError `BAD_USER_INPUT` if the DocType or the Attach docfield does not exist. */
function toTarget(parts: SchemaParts, { doctype, name, field }: AttachTo): AttachTarget {
  const entry = targetDocType(parts, doctype, 'attachTo.doctype');
  const target = { doctype: entry.meta, name: targetName(name, 'attachTo.name') };
  if (field === null || field === undefined) return { ...target, docfield: null };
  const docfield = entry.fields.find((one) => one.name === field || one.docfield.fieldname === field)?.docfield;
  if (docfield && fieldtypeOf(docfield).scalar === 'Attachment') return { ...target, docfield };
  throw badUserInput(`attachTo.field is not an Attach docfield of ${doctype}.`, 'attachTo.field');
}
