import type { SchemaParts } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import { fileTypeOf } from '../../../schema/types/file-type.ts';
import { targetName } from '../../desk/fields/target-document.ts';
import { messagesField } from '../../write/fields/payload-fields.ts';
import { MAX_PLACES, type ReplacedFile, replaceFile } from '../replace-file.ts';

/** Reads of the file, the right to delete it, its document and the right to change that; the upload; the delete. */
const CALLS = 6 + MAX_PLACES;

/** `replaceFile(name, file)`. */
export function addReplaceField(parts: SchemaParts): void {
  const { builder } = parts;
  const payload = builder.objectRef<ReplacedFile>('ReplaceFilePayload').implement({
    description: 'The result of replacing a file.',
    fields: (t) => ({
      file: t.field({
        type: fileTypeOf(parts),
        description: 'The file that took its place.',
        resolve: (replaced) => replaced.file,
      }),
      replacedName: t.id({
        description: 'The name of the File that is gone; an error where it is still there.',
        resolve: ({ replacedName }) => {
          if (replacedName instanceof Error) throw replacedName;
          return replacedName;
        },
      }),
      messages: messagesField(parts, t),
    }),
  });
  builder.mutationField('replaceFile', (t) =>
    rootField(t, {
      type: payload,
      description:
        'Puts a new file in the place of another: in its folder, as private, for the same document, and in the Attach docfields of it and its rows. Then deletes the old one. Needs a multipart request like `uploadFile`.',
      args: {
        name: t.arg.id({ required: true, description: 'The File to replace. You must be able to delete it.' }),
        file: t.arg({ type: 'Upload', required: true, description: 'The new file.' }),
      },
      plan: ({ args }) => ({ name: targetName(args.name, 'name'), file: args.file }),
      cost: () => ({ calls: CALLS, rows: 0 }),
      execute: (scope, { name, file }) => replaceFile(scope, name, file),
    }),
  );
}
