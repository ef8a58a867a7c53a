import type { Feature } from '../../../schema/builder/feature.ts';
import { addMakeFields } from './make-fields.ts';
import { addMethodFields } from './method-fields.ts';

/** Whitelisted methods, and documents that methods make from others. */
export const method: Feature = {
  name: 'method',
  addDocTypeFields: (parts, entry) => {
    if (!entry.meta.isChild && !entry.meta.isSingle) addMakeFields(parts, entry);
  },
  addNamedFields: addMethodFields,
};
