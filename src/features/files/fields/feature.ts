import type { Feature } from '../../../schema/builder/feature.ts';
import { addUploadField } from './upload-field.ts';

/** Sending files. */
export const files: Feature = { name: 'files', addRootFields: addUploadField };
