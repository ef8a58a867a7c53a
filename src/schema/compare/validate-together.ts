import {
  type DefinitionNode,
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  Kind,
  NoUnusedFragmentsRule,
  specifiedRules,
  validate,
} from 'graphql';

/** Fragments may be used in another file, or from there. */
const RULES = specifiedRules.filter((rule) => rule !== NoUnusedFragmentsRule);

/** The fragments of all files. */
export function fragmentsOf(documents: readonly DocumentNode[]): DefinitionNode[] {
  return documents.flatMap(({ definitions }) => definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION));
}

/** @returns what a schema does not allow in some definitions, which may use fragments of other files. */
export function validateTogether(
  schema: GraphQLSchema,
  own: readonly DefinitionNode[],
  fragments: readonly DefinitionNode[] = [],
): readonly GraphQLError[] {
  const others = fragments.filter((fragment) => !own.includes(fragment));
  return validate(schema, { kind: Kind.DOCUMENT, definitions: [...own, ...others] }, RULES);
}
