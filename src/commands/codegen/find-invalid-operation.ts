import { buildASTSchema, type DocumentNode } from 'graphql';
import { fragmentsOf, validateTogether } from '../../schema/compare/validate-together.ts';

/** An operation with the file that it is in. */
export interface FoundOperation {
  readonly path: string;
  readonly document: DocumentNode;
}

/** @returns why a schema does not allow one of the operations, with its file; null if it allows all. */
export function findInvalidOperation(schema: DocumentNode, operations: readonly FoundOperation[]): string | null {
  const built = buildASTSchema(schema, { assumeValidSDL: true });
  const fragments = fragmentsOf(operations.map(({ document }) => document));
  for (const { path, document } of operations) {
    const [error] = validateTogether(built, document.definitions, fragments);
    if (error !== undefined) return `${path}: ${error.message}`;
  }
  return null;
}
