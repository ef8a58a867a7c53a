import { type GraphQLSchema, specifiedDirectives } from 'graphql';
import type { SiteModel } from '../metadata/site-model.ts';
import { addFilterInput } from '../schema/arguments/filter-inputs.ts';
import { addOrderInput } from '../schema/arguments/order-inputs.ts';
import { addOpenBacklinks } from '../schema/fields/backlink-fields.ts';
import { addDocField } from '../schema/fields/doc-fields.ts';
import { addListField } from '../schema/fields/list-fields.ts';
import { addNodeFields } from '../schema/fields/node-fields.ts';
import { addPermissionFields } from '../schema/fields/permission-fields.ts';
import { addSingleField } from '../schema/fields/single-fields.ts';
import { addSiteField } from '../schema/fields/site-fields.ts';
import { addWorkflowFields } from '../schema/fields/workflow-fields.ts';
import type { SchemaConfig } from '../schema/model/schema-config.ts';
import { type SchemaModel, toSchemaModel } from '../schema/model/schema-model.ts';
import { createParts } from '../schema/types/base-types.ts';
import { addConnectionType } from '../schema/types/connection-types.ts';
import { addFileType } from '../schema/types/file-type.ts';
import { addObjectType } from '../schema/types/object-types.ts';
import { addAggregateField } from './aggregate/fields/aggregate-fields.ts';
import { addDeskFields } from './desk/fields/desk-fields.ts';
import { addUploadField } from './files/fields/upload-field.ts';
import { addFormMetaField } from './form/fields/form-meta-field.ts';
import { addJobFields } from './job/fields/job-type.ts';
import { addMakeFields, groupMappings } from './method/fields/make-fields.ts';
import { addMethodFields } from './method/fields/method-fields.ts';
import { addSignInFields } from './sign-in/fields/login-fields.ts';
import { addChangedField } from './subscription/fields/changed-fields.ts';
import { addDocumentChangedField } from './subscription/fields/document-changed-field.ts';
import { addJobUpdatedField } from './subscription/fields/job-updated-field.ts';
import { liveDirective } from './subscription/fields/live-directive.ts';
import { createSubscriptionParts } from './subscription/fields/subscription-root.ts';
import { addMutationFields } from './write/fields/mutation-fields.ts';

/** A schema with what it was built from. */
export interface GatewaySchema {
  schema: GraphQLSchema;
  model: SchemaModel;
}

/** Builds the schema of a site. Synchronous and pure: the same model and configuration give the same schema. */
export function buildSchema(site: SiteModel, config: SchemaConfig): GatewaySchema {
  const model = toSchemaModel(site.doctypes, config);
  const parts = createParts(model, site.info);
  addNodeFields(parts);
  addSiteField(parts);
  addFormMetaField(parts);
  addPermissionFields(parts);
  addWorkflowFields(parts);
  addOpenBacklinks(parts);
  const job = addJobFields(parts);
  const file = addFileType(parts.builder);
  addUploadField(parts, file);
  addDeskFields(parts, job, file);
  addSignInFields(parts);
  const mappings = groupMappings(parts, config);
  const subscription = createSubscriptionParts(parts.builder);
  addDocumentChangedField(parts, subscription);
  for (const entry of model.entries) {
    addObjectType(parts, entry);
    if (!entry.meta.isSingle && !entry.meta.isVirtual) addFilterInput(parts, entry);
    if (entry.meta.isChild) continue;
    const payload = addMutationFields(parts, entry);
    if (entry.meta.isSingle) {
      addSingleField(parts, entry);
      continue;
    }
    if (!entry.meta.isVirtual) addOrderInput(parts, entry);
    addMakeFields(parts, entry, payload, mappings);
    addConnectionType(parts, entry);
    addDocField(parts, entry);
    addListField(parts, entry);
    addAggregateField(parts, entry);
    addChangedField(parts, subscription, entry);
  }
  addJobUpdatedField(parts, job);
  addMethodFields(parts, job, config);
  const typeNames = new Map(model.entries.map((entry) => [entry.meta.name, entry.type]));
  const schema = parts.builder.toSchema({
    extensions: { typeNames },
    directives: [...specifiedDirectives, liveDirective],
    sortSchema: false,
  });
  return { schema, model };
}
