import { createHash } from 'node:crypto';
import type { RawSiteModel } from '../../metadata/site-model.ts';
import type { SchemaConfig } from '../../schema/model/schema-config.ts';
import { VERSION } from '../../version.ts';

/**
 * Names the schema of a model and a configuration, as this version of the gateway builds it. Unlike the schema's own
 * text, it takes no time to compute.
 */
export function schemaVersion({ fingerprint, info }: RawSiteModel, config: SchemaConfig): string {
  return digestOf([VERSION, fingerprint, info, config]);
}

/** One short text for plain data, in which sets have no order. */
export function digestOf(parts: readonly unknown[]): string {
  const text = JSON.stringify(parts, (_key, value: unknown) => (value instanceof Set ? [...value].sort() : value));
  return createHash('sha256').update(text).digest('base64url');
}
