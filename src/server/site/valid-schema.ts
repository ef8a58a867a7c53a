import type { GraphQLSchema } from 'graphql';
import { deriveOnce } from '../../derive-once.ts';
import { ConfigError } from '../../errors.ts';
import { type GatewaySchema, schemaSteps } from '../../features/build-schema.ts';
import type { SiteModel } from '../../metadata/site-model.ts';
import { LazySchema } from '../../schema/builder/lazy-schema.ts';
import { validateComplete } from '../../schema/builder/validate-complete.ts';
import type { SchemaConfig } from '../../schema/model/schema-config.ts';
import { doInTurns } from '../../turns.ts';

/** The turns of building schemas. */
const LANE = 'schemas';

/**
 * Builds a schema, and checks it.
 *
 * @throws ConfigError that names what would not be valid.
 */
export async function buildValidSchema(site: SiteModel, schemaConfig: SchemaConfig): Promise<GatewaySchema> {
  const built = await buildLaterChecked(site, schemaConfig);
  const error = await findFault(built.schema);
  if (error) throw error;
  return built;
}

/** Builds a schema whose types are made when operations need them. @throws ConfigError for what is wrong at once. */
export async function buildLaterChecked(site: SiteModel, schemaConfig: SchemaConfig): Promise<GatewaySchema> {
  try {
    return await doInTurns(schemaSteps(site, schemaConfig), LANE);
  } catch (error) {
    throw toConfigError(error);
  }
}

/** @returns what is wrong with a schema, of which all types are made for it; null if it is valid. Looks once. */
export const findFault = deriveOnce(async (schema: GraphQLSchema): Promise<ConfigError | null> => {
  try {
    const [error] = await doInTurns(validateComplete(schema), LANE);
    return error ? toConfigError(error) : null;
  } catch (error) {
    return toConfigError(error);
  }
});

/** Makes the types that nobody has asked for so far. */
export async function complete(schema: GraphQLSchema): Promise<void> {
  if (schema instanceof LazySchema) await doInTurns(schema.complete(), LANE);
}

/** @throws an error that is not about the schema. */
function toConfigError(error: unknown): ConfigError {
  if (!(error instanceof Error) || !['PothosSchemaError', 'GraphQLError'].includes(error.name)) throw error;
  return new ConfigError(
    `The schema of this site would not be valid: ${error.message}. Give one of the DocTypes another name by "rename", or leave it out.`,
  );
}
