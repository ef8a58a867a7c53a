import type { InputRef } from '@pothos/core';
import { badUserInput } from '../../../errors.ts';
import { addCosts } from '../../../query/plan/cost.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import { costOfDocument, planDocument } from '../../desk/fields/document-payload.ts';
import { targetName } from '../../desk/fields/target-document.ts';
import { type PictureSize, uploadFile } from '../upload-file.ts';
import { type AttachTo, toAttachTarget } from './attach-to.ts';
import { addAttachedPayload, toAttachedFile } from './attached-payload.ts';

const MOST_PIXELS = 10_000;

/** `uploadFile(file, attachTo, isPrivate, folder, shrinkTo)`. */
export function addUploadField(parts: SchemaParts, attachTo: InputRef<AttachTo>): void {
  const pictureSize = addPictureSize(parts);
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
          description:
            'Whether only users who can read the document can get it. Files that are not private are public.',
        }),
        folder: t.arg.string({ description: 'A folder of the site, for a file without a document.' }),
        shrinkTo: t.arg({
          type: pictureSize,
          description:
            'Has the site make a picture smaller before it stores it. Sites after v14 keep 200 pixels of each side.',
        }),
      },
      plan: (root) => {
        const { file, attachTo: given, isPrivate, folder: path, shrinkTo } = root.args;
        const target = given ? toAttachTarget(parts, given) : null;
        const folder = path === null || path === undefined ? null : targetName(path, 'folder');
        return {
          upload: {
            file,
            isPrivate: isPrivate ?? true,
            folder,
            target,
            shrinkTo: shrinkTo ? checkSize(shrinkTo) : null,
          },
          document: target && planDocument(root, target.doctype.name),
        };
      },
      cost: ({ upload: { target, folder }, document }, basis) => {
        const calls = target === null ? 1 : target.docfield === null ? 2 : 3;
        return addCosts([{ calls: calls + (folder === null ? 0 : 1), rows: 0 }, costOfDocument(document, basis)]);
      },
      execute: async (scope, { upload, document }) => toAttachedFile(await uploadFile(scope, upload), document),
    }),
  );
}

function addPictureSize({ builder }: SchemaParts) {
  return builder.inputRef<PictureSize>('PictureSize').implement({
    description: 'The most pixels of the sides of a picture. Its proportions stay.',
    fields: (t) => ({
      maxWidth: t.int({ required: true, description: 'Pixels of its width at most.' }),
      maxHeight: t.int({ required: true, description: 'Pixels of its height at most.' }),
    }),
  });
}

/** @throws GatewayError `BAD_USER_INPUT` for sizes that no picture has. */
function checkSize(size: PictureSize): PictureSize {
  for (const side of ['maxWidth', 'maxHeight'] as const) {
    const field = `shrinkTo.${side}`;
    if (size[side] < 1 || size[side] > MOST_PIXELS) {
      throw badUserInput(`${field} must be a number from 1 to ${MOST_PIXELS}.`, field);
    }
  }
  return size;
}
