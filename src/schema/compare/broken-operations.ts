import {
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  NoUnusedFragmentsRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql';

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

const RULES = specifiedRules.filter((rule) => rule !== NoUnusedFragmentsRule);

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
  const fragments = parsed.flatMap(({ document }) =>
    document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION),
  );
  return parsed.flatMap(({ file, document }) =>
    document.definitions.flatMap((operation): BrokenOperation[] => {
      if (operation.kind !== Kind.OPERATION_DEFINITION) return [];
      const whole: DocumentNode = { kind: Kind.DOCUMENT, definitions: [operation, ...fragments] };
      const errors = validate(after, whole, RULES).map(({ message }) => message);
      if (errors.length === 0 || validate(before, whole, RULES).length > 0) return [];
      return [{ name: operation.name?.value ?? '(without a name)', file, errors }];
    }),
  );
}
