import { type GraphQLSchema, Kind, parse } from 'graphql';
import { fragmentsOf, validateTogether } from './validate-together.ts';

/** An operation that the old schema allows and the new one refuses. */
export interface BrokenOperation {
  readonly name: string;
  readonly file: string;
  readonly errors: readonly string[];
}

/** A text with operations and fragments, and the file that it is from. */
export interface OperationText {
  readonly file: string;
  readonly text: string;
}

/**
 * Finds the operations that a change of the schema breaks. Fragments may be in any file.
 *
 * @throws GraphQLError if a text is not GraphQL.
 */
export function findBrokenOperations(
  texts: readonly OperationText[],
  before: GraphQLSchema,
  after: GraphQLSchema,
): BrokenOperation[] {
  const parsed = texts.map(({ file, text }) => ({ file, document: parse(text) }));
  const fragments = fragmentsOf(parsed.map(({ document }) => document));
  return parsed.flatMap(({ file, document }) =>
    document.definitions.flatMap((operation): BrokenOperation[] => {
      if (operation.kind !== Kind.OPERATION_DEFINITION) return [];
      const errors = validateTogether(after, [operation], fragments).map(({ message }) => message);
      if (errors.length === 0 || validateTogether(before, [operation], fragments).length > 0) return [];
      return [{ name: operation.name?.value ?? '(without a name)', file, errors }];
    }),
  );
}
