import type { SchemaParts } from '../../../schema/builder/builder.ts';
import { fileTypeOf } from '../../../schema/types/file-type.ts';
import { readTarget } from '../../desk/fields/document-payload.ts';
import { messagesField } from '../../write/fields/payload-fields.ts';
import type { UploadedFile } from '../upload-file.ts';

/** A payload with a file, and the document that it is for. */
export function addAttachedPayload(parts: SchemaParts, name: string, description: string) {
  return parts.builder.objectRef<UploadedFile>(name).implement({
    description,
    fields: (t) => ({
      file: t.field({ type: fileTypeOf(parts), description: 'The file.', resolve: (uploaded) => uploaded.file }),
      document: t.field({
        type: parts.document,
        description: 'The document that it is for; an error if its docfield could not be set.',
        resolve: ({ target, fieldError }, _args, scope, info) => {
          if (fieldError) throw fieldError;
          return target && readTarget(scope, info, target.doctype, target.name);
        },
      }),
      messages: messagesField(parts, t),
    }),
  });
}
