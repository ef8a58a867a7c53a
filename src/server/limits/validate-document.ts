import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  KnownTypeNamesRule,
  NoSchemaIntrospectionCustomRule,
  OverlappingFieldsCanBeMergedRule,
  specifiedRules,
  type ValidationRule,
  validate,
} from 'graphql';
import { knownTypesRule } from './known-types-rule.ts';
import { mergeFieldsRule } from './merge-fields-rule.ts';

/** Errors of one document that are reported: each has to find its line. */
const MAX_ERRORS = 20;

/** Errors that come with suggestions, for which names are compared with all those of the schema. */
const MAX_SUGGESTED = 2;

/** Rules in the place of GraphQL's own. */
const REPLACED = new Map<ValidationRule, ValidationRule>([
  [OverlappingFieldsCanBeMergedRule, mergeFieldsRule],
  [KnownTypeNamesRule, knownTypesRule],
]);

const RULES: readonly ValidationRule[] = specifiedRules.map((rule) => REPLACED.get(rule) ?? rule);
const RULES_WITHOUT_INTROSPECTION = [...RULES, NoSchemaIntrospectionCustomRule];

/** The parts of an unknown schema that callers can learn. */
export interface SchemaOpenness {
  /** Whether documents may ask about the schema. */
  readonly mayIntrospect: boolean;
  /** Whether messages suggest its names. */
  readonly suggestsNames: boolean;
}

/** Validates a document by the rules of GraphQL, in a time that the document's limits bound. */
export function validateDocument(
  schema: GraphQLSchema,
  document: DocumentNode,
  { mayIntrospect, suggestsNames }: SchemaOpenness,
): readonly GraphQLError[] {
  const rules = mayIntrospect ? RULES : RULES_WITHOUT_INTROSPECTION;
  const errors = validate(schema, document, rules, { maxErrors: MAX_ERRORS, hideSuggestions: true });
  if (!suggestsNames || errors.length === 0 || errors.length > MAX_SUGGESTED) return mergeEqual(errors);
  return mergeEqual(validate(schema, document, rules, { maxErrors: MAX_ERRORS }));
}

/** Leaves one error of those that say the same, with the locations of all: a mistake that is repeated is one mistake. */
function mergeEqual(errors: readonly GraphQLError[]): readonly GraphQLError[] {
  const groups = Map.groupBy(errors, ({ message }) => message);
  if (groups.size === errors.length) return errors;
  return [...groups].map(
    ([message, equal]) => new GraphQLError(message, { nodes: equal.flatMap(({ nodes = [] }) => nodes) }),
  );
}
