import type { GatewaySchema } from '../../features/build-schema.ts';
import type { SiteModel } from '../../metadata/site-model.ts';
import type { SchemaConfig } from '../../schema/model/schema-config.ts';
import { digestOf } from './schema-version.ts';

/** Gives the schema of a model, and builds it where no site of an equal one has it already. */
export type SchemaSource = (
  site: SiteModel,
  config: SchemaConfig,
  build: (site: SiteModel, config: SchemaConfig) => Promise<GatewaySchema>,
) => Promise<GatewaySchema>;

/** Builds each schema from scratch: for one site alone. */
export const buildAlways: SchemaSource = (site, config, build) => build(site, config);

/** One schema for each distinct model and configuration, for as long as a site serves it. */
export function createSharedSchemas(): SchemaSource {
  const known = new Map<string, WeakRef<GatewaySchema>>();
  const building = new Map<string, Promise<GatewaySchema>>();
  return async (site, config, build) => {
    const key = digest(site, config);
    const shared = known.get(key)?.deref() ?? building.get(key);
    if (shared !== undefined) return shared;
    const built = build(site, config);
    building.set(key, built);
    try {
      known.set(key, new WeakRef(await built));
    } finally {
      building.delete(key);
      for (const [other, reference] of known) if (reference.deref() === undefined) known.delete(other);
    }
    return built;
  };
}

/** Everything that a schema is built from, in one short text. */
function digest({ doctypes, info: { timeZone, capabilities } }: SiteModel, config: SchemaConfig): string {
  return digestOf([[...doctypes.values()], timeZone, capabilities, config]);
}
