import {
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  OverlappingFieldsCanBeMergedRule,
  specifiedRules,
  type ValidationRule,
  validate,
} from 'graphql';
import { mergeFieldsRule } from './merge-fields-rule.ts';

/** Errors of one document that are reported: each has to find its line. */
const MAX_ERRORS = 20;

/** Errors that come with suggestions, for which names are compared with all those of the schema. */
const MAX_SUGGESTED = 2;

const RULES: readonly ValidationRule[] = specifiedRules.map((rule) =>
  rule === OverlappingFieldsCanBeMergedRule ? mergeFieldsRule : rule,
);
const RULES_WITHOUT_INTROSPECTION = [...RULES, NoSchemaIntrospectionCustomRule];

/**
 * Validates a document by the rules of GraphQL, in a time that the document's limits bound.
 *
 * @param mayIntrospect whether callers may ask about the schema, and read its names in suggestions.
 */
export function validateDocument(
  schema: GraphQLSchema,
  document: DocumentNode,
  mayIntrospect: boolean,
): readonly GraphQLError[] {
  const rules = mayIntrospect ? RULES : RULES_WITHOUT_INTROSPECTION;
  const errors = validate(schema, document, rules, { maxErrors: MAX_ERRORS, hideSuggestions: true });
  if (!mayIntrospect || errors.length === 0 || errors.length > MAX_SUGGESTED) return errors;
  return validate(schema, document, rules, { maxErrors: MAX_ERRORS });
}
