import type { DocPlan } from '../../../query/plan/read-plan.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';
import { fileTypeOf } from '../../../schema/types/file-type.ts';
import { documentReader, type ReadDocument } from '../../desk/fields/document-payload.ts';
import { messagesField } from '../../write/fields/payload-fields.ts';
import type { UploadedFile } from '../upload-file.ts';

/** A file, and the document that it is for. */
interface AttachedFile extends UploadedFile {
  /** Null for a file without a document. */
  readonly readDocument: ReadDocument | null;
}

/** The type of such a payload. */
export type AttachedPayload = ReturnType<typeof addAttachedPayload>;

/** @param plan of what is shown of the document. */
export function toAttachedFile(uploaded: UploadedFile, plan: DocPlan | null): AttachedFile {
  const { target } = uploaded;
  return { ...uploaded, readDocument: target && documentReader(target, plan) };
}

/** A payload with a file, and the document that it is for. */
export function addAttachedPayload(parts: SchemaParts, name: string, description: string) {
  return parts.builder.objectRef<AttachedFile>(name).implement({
    description,
    fields: (t) => ({
      file: t.field({ type: fileTypeOf(parts), description: 'The file.', resolve: (uploaded) => uploaded.file }),
      document: t.field({
        type: parts.document,
        description: 'The document that it is for; an error if its docfield could not be set.',
        resolve: ({ readDocument, fieldError }, _args, scope) => {
          if (fieldError) throw fieldError;
          return readDocument?.(scope) ?? null;
        },
      }),
      messages: messagesField(parts, t),
    }),
  });
}
