import { type ASTVisitor, getEnterLeaveForKind, Kind, KnownTypeNamesRule, type ValidationContext } from 'graphql';

/**
 * GraphQL's own rule that documents name no unknown types, for documents that name one. It lists all types of the schema
 * at its start, and so would have each of them made for the first document after the gateway's start.
 */
export function knownTypesRule(context: ValidationContext): ASTVisitor {
  let rule: ASTVisitor | undefined;
  const schema = context.getSchema();
  return {
    NamedType(...visit) {
      const [node] = visit;
      if (schema.getType(node.name.value) !== undefined) return;
      rule ??= KnownTypeNamesRule(context);
      return getEnterLeaveForKind(rule, Kind.NAMED_TYPE).enter?.apply(rule, visit);
    },
  };
}
