import type { Config } from '../../config.ts';
import type { Manifest } from '../persisted/manifest.ts';
import { PersistedOperations } from '../persisted/persisted-operations.ts';
import { Documents } from './document-cache.ts';
import type { JsonLimits } from './json-limits.ts';
import { BodyBudget } from './read-request-body.ts';
import { WorkTurns } from './work-turns.ts';

/** Bodies of the largest size that a process holds at the same time. */
const LARGEST_BODIES = 32;

/** How deep JSON may nest to be parsed at all: the time that takes grows with the square of it. */
const MAX_JSON_DEPTH = 5_000;

/** How requests of one site are bounded, whichever way they come. */
export interface RequestLimits {
  readonly bodyBytes: number;
  readonly json: JsonLimits;
  /** Queries in one request at most. */
  readonly batch: number;
  /** Levels of variables. */
  readonly depth: number;
  /** Values in all arguments of an operation. */
  readonly argumentValues: number;
  readonly documents: Documents;
  readonly persisted: PersistedOperations;
  readonly turns: WorkTurns;
  readonly budget: BodyBudget;
}

/** The process's time and memory are one, however many sites it serves. */
const turns = new WorkTurns();

/** @returns how deep variables may be: a filter has a list and an object for each level of `and`, `or` and `not`. */
export function depthOfVariables({ maxQuery }: Pick<Config, 'maxQuery'>): number {
  return 2 * maxQuery.depth;
}

/** Makes the limits of a site. @param manifest the operations that clients name by IDs. */
export function createRequestLimits(config: Config, manifest: Manifest): RequestLimits {
  const { maxQuery, maxBody, maxBatch, introspection, suggestsNames } = config;
  return {
    bodyBytes: maxBody.bytes,
    batch: maxBatch,
    json: { values: maxBody.values, depth: MAX_JSON_DEPTH },
    depth: depthOfVariables(config),
    argumentValues: maxQuery.values,
    documents: new Documents(maxQuery, { mayIntrospect: introspection !== 'off', suggestsNames }),
    persisted: new PersistedOperations(manifest, config.persisted),
    turns,
    budget: new BodyBudget(LARGEST_BODIES * maxBody.bytes),
  };
}
