import { type GraphQLSchema, specifiedDirectives } from 'graphql';
import type { SiteModel } from '../metadata/site-model.ts';
import { backlinkSteps } from '../schema/model/backlinks.ts';
import type { SchemaConfig } from '../schema/model/schema-config.ts';
import { type SchemaModel, schemaModelSteps, typeNamesOf } from '../schema/model/schema-model.ts';
import { createParts } from '../schema/types/base-types.ts';
import { doAtOnce, type Steps } from '../turns.ts';
import { FEATURES } from './features.ts';

/** A schema with what it was built from. */
export interface GatewaySchema {
  schema: GraphQLSchema;
  model: SchemaModel;
}

/** Builds the schema of a site: the same model and configuration give the same schema. */
export function buildSchema(site: SiteModel, config: SchemaConfig): GatewaySchema {
  return doAtOnce(schemaSteps(site, config));
}

/** Builds it in steps: that of an ERPNext takes a while. */
export function* schemaSteps(site: SiteModel, config: SchemaConfig): Steps<GatewaySchema> {
  const model = yield* schemaModelSteps(site.doctypes, config);
  const backlinks = yield* backlinkSteps(model.byDoctype);
  yield;
  const parts = createParts(model, config, site.info, backlinks);
  for (const feature of FEATURES) {
    yield;
    feature.addRootFields?.(parts);
  }
  for (const entry of model.entries) {
    for (const feature of FEATURES) feature.addDocTypeFields?.(parts, entry);
    yield;
  }
  for (const feature of FEATURES) feature.addNamedFields?.(parts);
  yield;
  const schema = parts.builder.toSchema({
    extensions: { typeNames: typeNamesOf(model) },
    directives: [...specifiedDirectives, ...FEATURES.flatMap(({ directives = [] }) => directives)],
    sortSchema: false,
  });
  return { schema, model };
}
