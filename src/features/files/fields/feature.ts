import type { Feature } from '../../../schema/builder/feature.ts';
import { addAttachFields } from './attach-fields.ts';
import { addAttachTo } from './attach-to.ts';
import { addFolderFields } from './folder-fields.ts';
import { addReplaceField } from './replace-field.ts';
import { addUploadField } from './upload-field.ts';

/** Sending, attaching and placing files. */
export const files: Feature = {
  name: 'files',
  addRootFields: (parts) => {
    const attachTo = addAttachTo(parts);
    addUploadField(parts, attachTo);
    addAttachFields(parts, attachTo);
    addReplaceField(parts);
    addFolderFields(parts);
  },
};
