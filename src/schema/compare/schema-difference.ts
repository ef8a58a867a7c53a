import { buildSchema, type GraphQLSchema } from 'graphql';
import { type BrokenOperation, findBrokenOperations, type OperationText } from './broken-operations.ts';
import { compareSchemas } from './compare-schemas.ts';
import { type ChangeGroup, groupChanges } from './group-changes.ts';

/** The differences between two schemas, and the operations that this breaks. */
export interface SchemaDifference {
  readonly groups: readonly ChangeGroup[];
  readonly brokenOperations: readonly BrokenOperation[];
}

/** Compares two schemas that are given as SDL. @throws GraphQLError if one of them, or an operation, is not valid. */
export function diffSchemas(before: string, after: string, operations: readonly OperationText[]): SchemaDifference {
  const [old, now] = [toSchema(before), toSchema(after)];
  return {
    groups: groupChanges(compareSchemas(old, now), old, now),
    brokenOperations: findBrokenOperations(operations, old, now),
  };
}

function toSchema(sdl: string): GraphQLSchema {
  return buildSchema(sdl, { assumeValid: true });
}
