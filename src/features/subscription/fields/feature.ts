import type { Feature } from '../../../schema/builder/feature.ts';
import { addChangedField } from './changed-fields.ts';
import { addDocumentChangedField } from './document-changed-field.ts';
import { addJobUpdatedField } from './job-updated-field.ts';
import { liveDirective } from './live-directive.ts';

/** Changes of documents and jobs as they happen, and live queries. */
export const subscription: Feature = {
  name: 'subscription',
  addRootFields: (parts) => {
    parts.builder.subscriptionType({ description: 'The root of all subscriptions.' });
    addDocumentChangedField(parts);
    addJobUpdatedField(parts);
  },
  addDocTypeFields: (parts, entry) => {
    if (!entry.meta.isChild && !entry.meta.isSingle) addChangedField(parts, entry);
  },
  directives: [liveDirective],
};
