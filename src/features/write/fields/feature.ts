import type { Feature } from '../../../schema/builder/feature.ts';
import { addMutationFields } from './mutation-fields.ts';

/** Everything that can be done with documents. */
export const write: Feature = {
  name: 'write',
  addDocTypeFields: (parts, entry) => {
    if (!entry.meta.isChild) addMutationFields(parts, entry);
  },
};
