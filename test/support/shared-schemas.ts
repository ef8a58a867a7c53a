import type { GatewaySchema } from '../../src/features/build-schema.ts';
import { createSharedSchemas, type SchemaSource } from '../../src/server/site/shared-schemas.ts';

/** One schema for each distinct model, for all gateways of a worker. */
export const SHARED_SCHEMAS: SchemaSource = keepLast(8, createSharedSchemas());

/** Keeps the last schemas from the garbage collector between one gateway and the next. */
function keepLast(count: number, source: SchemaSource): SchemaSource {
  const kept = new Set<GatewaySchema>();
  return async (...model) => {
    const schema = await source(...model);
    kept.delete(schema);
    kept.add(schema);
    for (const oldest of kept) if (kept.size > count) kept.delete(oldest);
    return schema;
  };
}
