import { type GraphQLSchema, specifiedDirectives } from 'graphql';
import type { SiteModel } from '../metadata/site-model.ts';
import { addAggregateField } from './aggregate/aggregate-fields.ts';
import { createParts } from './base-types.ts';
import { addConnectionType } from './connection-types.ts';
import { addDeskFields } from './desk/desk-fields.ts';
import { addDocField } from './doc-fields.ts';
import { addFileType } from './files/file-type.ts';
import { addUploadField } from './files/upload-field.ts';
import { addFilterInput } from './filter/filter-inputs.ts';
import { addFormMetaField } from './form/form-meta-field.ts';
import { addJobFields } from './job/job-type.ts';
import { addListField } from './list-fields.ts';
import { addMethodFields } from './method/method-fields.ts';
import { addNodeFields } from './node-fields.ts';
import { addObjectType } from './object-types.ts';
import { addOrderInput } from './order-inputs.ts';
import { addPermissionFields } from './permission-fields.ts';
import type { SchemaConfig } from './schema-config.ts';
import { type SchemaModel, toSchemaModel } from './schema-model.ts';
import { addSignInFields } from './sign-in/login-fields.ts';
import { addSingleField } from './single-fields.ts';
import { addSiteField } from './site-fields.ts';
import { addChangedField } from './subscription/changed-fields.ts';
import { addDocumentChangedField } from './subscription/document-changed-field.ts';
import { addJobUpdatedField } from './subscription/job-updated-field.ts';
import { liveDirective } from './subscription/live-directive.ts';
import { createSubscriptionParts } from './subscription/subscription-root.ts';
import { addWorkflowFields } from './workflow-fields.ts';
import { addMutationFields } from './write/mutation-fields.ts';

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
  const job = addJobFields(parts);
  const file = addFileType(parts.builder);
  addUploadField(parts, file);
  addDeskFields(parts, job, file);
  addSignInFields(parts);
  const subscription = createSubscriptionParts(parts.builder);
  addDocumentChangedField(parts, subscription);
  for (const entry of model.entries) {
    addObjectType(parts, entry);
    if (!entry.meta.isSingle && !entry.meta.isVirtual) addFilterInput(parts, entry);
    if (entry.meta.isChild) continue;
    addMutationFields(parts, entry);
    if (entry.meta.isSingle) {
      addSingleField(parts, entry);
      continue;
    }
    if (!entry.meta.isVirtual) addOrderInput(parts, entry);
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
