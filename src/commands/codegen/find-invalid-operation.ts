import {
  buildASTSchema,
  type DocumentNode,
  type FragmentDefinitionNode,
  NoUnusedFragmentsRule,
  specifiedRules,
  validate,
} from 'graphql';

/** An operation with the file that it is in. */
export interface FoundOperation {
  readonly path: string;
  readonly document: DocumentNode;
}

/** Fragments may be used in another file, or from there. */
const RULES = specifiedRules.filter((rule) => rule !== NoUnusedFragmentsRule);

/** @returns why a schema does not allow one of the operations, with its file; null if it allows all. */
export function findInvalidOperation(schema: DocumentNode, operations: readonly FoundOperation[]): string | null {
  const built = buildASTSchema(schema, { assumeValidSDL: true });
  const fragments = operations.flatMap(({ document }) => document.definitions.filter(isFragment));
  for (const { path, document } of operations) {
    const others = fragments.filter((fragment) => !document.definitions.includes(fragment));
    const [error] = validate(built, { ...document, definitions: [...document.definitions, ...others] }, RULES);
    if (error !== undefined) return `${path}: ${error.message}`;
  }
  return null;
}

function isFragment(node: DocumentNode['definitions'][number]): node is FragmentDefinitionNode {
  return node.kind === 'FragmentDefinition';
}
