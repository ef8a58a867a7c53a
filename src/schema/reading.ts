import { addFilterInput } from './arguments/filter-inputs.ts';
import { addOrderInput } from './arguments/order-inputs.ts';
import type { Feature } from './builder/feature.ts';
import { semanticNonNullDirective } from './builder/semantic-non-null.ts';
import { addOpenBacklinks } from './fields/backlink-fields.ts';
import { addDocField } from './fields/doc-fields.ts';
import { addListField } from './fields/list-fields.ts';
import { addNodeFields } from './fields/node-fields.ts';
import { addPermissionFields } from './fields/permission-fields.ts';
import { addSingleField } from './fields/single-fields.ts';
import { addSiteField } from './fields/site-fields.ts';
import { addWorkflowFields } from './fields/workflow-fields.ts';
import { addConnectionType } from './types/connection-types.ts';
import { addObjectType } from './types/object-types.ts';

/** Reading documents, with what others build on: their types, filters and orders. */
export const reading: Feature = {
  name: 'reading',
  addRootFields: (parts) => {
    addNodeFields(parts);
    addSiteField(parts);
    addPermissionFields(parts);
    addWorkflowFields(parts);
    addOpenBacklinks(parts);
  },
  addDocTypeFields: (parts, entry) => {
    const { isSingle, isVirtual, isChild } = entry.meta;
    addObjectType(parts, entry);
    if (!isSingle && !isVirtual) addFilterInput(parts, entry);
    if (isChild) return;
    if (isSingle) return addSingleField(parts, entry);
    if (!isVirtual) addOrderInput(parts, entry);
    addConnectionType(parts, entry);
    addDocField(parts, entry);
    addListField(parts, entry);
  },
  directives: [semanticNonNullDirective],
};
