import type { Feature } from '../../../schema/builder/feature.ts';
import { addChangesField } from './changes-field.ts';

/** Changes since a token, for copies of documents elsewhere. */
export const sync: Feature = { name: 'sync', addRootFields: addChangesField };
