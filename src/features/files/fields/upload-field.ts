import type { InputRef } from '@pothos/core';
import { addCosts } from '../../../query/plan/cost.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import { costOfDocument, planDocument } from '../../desk/fields/document-payload.ts';
import { targetName } from '../../desk/fields/target-document.ts';
import { uploadFile } from '../upload-file.ts';
import { type AttachTo, toAttachTarget } from './attach-to.ts';
import { addAttachedPayload } from './attached-payload.ts';

/** `uploadFile(file, attachTo, isPrivate, folder)`. */
export function addUploadField(parts: SchemaParts, attachTo: InputRef<AttachTo>): void {
  const payload = addAttachedPayload(parts, 'UploadFilePayload', 'The result of an upload.');
  parts.builder.mutationField('uploadFile', (t) =>
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
        const { file, attachTo: given, isPrivate, folder: path } = root.args;
        const target = given ? toAttachTarget(parts, given) : null;
        const folder = path === null || path === undefined ? null : targetName(path, 'folder');
        return {
          upload: { file, isPrivate: isPrivate ?? true, folder, target },
          document: target && planDocument(root, target.doctype.name),
        };
      },
      cost: ({ upload: { target, folder }, document }, basis) => {
        const calls = target === null ? 1 : target.docfield === null ? 2 : 3;
        return addCosts([{ calls: calls + (folder === null ? 0 : 1), rows: 0 }, costOfDocument(document, basis)]);
      },
      execute: (scope, { upload }) => uploadFile(scope, upload),
    }),
  );
}
