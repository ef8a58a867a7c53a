import { createHash } from 'node:crypto';
import type { RawSiteModel } from '../../metadata/site-model.ts';
import type { SchemaConfig } from '../../schema/model/schema-config.ts';
import { VERSION } from '../../version.ts';

/**
 * Names the schema of a model and a configuration, as this version of the gateway builds it. Unlike the schema's own
 * text, it takes no time to compute.
 */
export function schemaVersion({ fingerprint, info }: RawSiteModel, config: SchemaConfig): string {
  const text = JSON.stringify([VERSION, fingerprint, info, config], (_key, value: unknown) =>
    value instanceof Set ? [...value].sort() : value,
  );
  return createHash('sha256').update(text).digest('base64url');
}
