import type { Feature } from '../../../schema/builder/feature.ts';
import { addAggregateField } from './aggregate-fields.ts';

/** Counts, sums and groups of documents. */
export const aggregate: Feature = {
  name: 'aggregate',
  addDocTypeFields: (parts, entry) => {
    if (!entry.meta.isChild && !entry.meta.isSingle) addAggregateField(parts, entry);
  },
};
