import type { SchemaParts } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import { fileTypeOf } from '../../../schema/types/file-type.ts';
import { targetName } from '../../desk/fields/target-document.ts';
import { messagesField } from '../../write/fields/payload-fields.ts';
import { plainName } from '../file-names.ts';
import { addFolder, moveFile, type PlacedFile } from '../folders.ts';

/** `addFolder` and `moveFile`. Folders are listed like documents: `fileDocs`. */
export function addFolderFields(parts: SchemaParts): void {
  const { builder } = parts;
  const payload = builder.objectRef<PlacedFile>('PlaceFilePayload').implement({
    description: 'The result of making a folder, or of moving a file or folder.',
    fields: (t) => ({
      file: t.field({
        type: fileTypeOf(parts),
        description: 'The file or folder in its place.',
        resolve: (placed) => placed.file,
      }),
      messages: messagesField(parts, t),
    }),
  });
  builder.mutationField('addFolder', (t) =>
    rootField(t, {
      type: payload,
      description: 'Makes a folder for files. Everybody sees folders. `CONFLICT` if there is one of that name.',
      args: {
        name: t.arg.string({ required: true, description: 'Its name, without a path.' }),
        parent: t.arg.id({ defaultValue: 'Home', description: 'The folder that it is in.' }),
      },
      plan: ({ args }) => ({
        name: plainName(args.name, 'name'),
        parent: targetName(args.parent ?? 'Home', 'parent'),
      }),
      cost: () => ({ calls: 2, rows: 0 }),
      execute: (scope, { name, parent }) => addFolder(scope, name, parent),
    }),
  );
  builder.mutationField('moveFile', (t) =>
    rootField(t, {
      type: payload,
      description:
        'Moves a file, or a folder with all that is in it, into another folder. To move a folder you must be able to change both folders that it is in.',
      args: {
        name: t.arg.id({ required: true, description: 'The name of the File document. That of a folder is its path.' }),
        folder: t.arg.id({ required: true, description: 'The folder to move it into.' }),
      },
      plan: ({ args }) => ({ name: targetName(args.name, 'name'), folder: targetName(args.folder, 'folder') }),
      cost: () => ({ calls: 3, rows: 0 }),
      execute: (scope, { name, folder }) => moveFile(scope, name, folder),
    }),
  );
}
