import type { DocumentNode, GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { deriveOnce } from '../derive-once.ts';
import type { DataWriter } from './completion/result-writer.ts';
import type { BatchLimits } from './plan/batch-limits.ts';
import type { OperationPlan } from './plan/operation-plan.ts';
import type { PlannedParts } from './selection/selection.ts';

/** The parts of an operation that are kept between requests, for the same values of the variables below its roots. */
export interface KeptParts {
  readonly document: DocumentNode;
  readonly plan?: { readonly plan: OperationPlan; readonly limits: BatchLimits };
  /** The part of a plan below the roots, of an operation with variables. */
  readonly below?: { readonly parts: PlannedParts; readonly fields: number; readonly limits: BatchLimits };
  /** Null if only the executor can complete the answer. */
  readonly writer?: DataWriter | null;
}

/** Plans and writers of a schema take so many bytes at most, with the documents that they were made from. */
const KEPT_BYTES = 32 * 1024 * 1024;

/** About the bytes of a field in a plan or a writer, and of a token with its nodes. */
export const PART_BYTES = 500;

/**
 * The kept parts of the operations of a schema. A few tokens can make thousands of fields: fragments repeat them, and
 * documents of any DocType have them for each DocType. So fields are counted, and not operations.
 */
export const keptOperations: (schema: GraphQLSchema) => LRUCache<string, KeptParts> = deriveOnce(
  (_schema: GraphQLSchema) =>
    new LRUCache<string, KeptParts>({
      maxSize: KEPT_BYTES,
      sizeCalculation: ({ document, plan, below, writer }) =>
        PART_BYTES * (countTokens(document) + (plan?.plan.fields ?? 0) + sizeOfBelow(below) + (writer?.fields ?? 0)),
    }),
);

/** A part takes memory even if it has no fields, as most DocTypes that a Dynamic Link may lead to. */
function sizeOfBelow(below: KeptParts['below']): number {
  return [...(below?.parts.values() ?? [])].reduce((sum, { size }) => sum + size, below?.fields ?? 0);
}

/** @returns how many tokens a document has, at least 1. */
export const countTokens: (document: DocumentNode) => number = deriveOnce(({ loc }: DocumentNode) => {
  let tokens = 1;
  for (let token = loc?.startToken; token; token = token.next ?? undefined) tokens += 1;
  return tokens;
});
