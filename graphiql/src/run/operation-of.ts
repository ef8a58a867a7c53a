import { type DocumentNode, Kind, type OperationDefinitionNode, parse } from 'graphql';

/** @returns null for text with a syntax error, which the gateway describes. */
export function parseOrNull(text: string): DocumentNode | null {
  try {
    return parse(text);
  } catch {
    return null;
  }
}

/** The operation of a document that is to run: the named one, or the first. */
export function operationOf(
  document: DocumentNode | undefined | null,
  name: string | null | undefined,
): OperationDefinitionNode | null {
  const operations = (document?.definitions ?? []).filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  return operations.find((node) => node.name?.value === name) ?? operations[0] ?? null;
}

/** The title of an operation: its name, else its first field. */
export function titleOf(operation: OperationDefinitionNode | null): string {
  const [first] = operation?.selectionSet.selections ?? [];
  const field = first?.kind === Kind.FIELD ? first.name.value : null;
  return operation?.name?.value ?? field ?? 'Operation';
}

/** Whether results come over time. */
export function isStreamed(operation: OperationDefinitionNode | null): boolean {
  const isLive = operation?.directives?.some(({ name }) => name.value === 'live') === true;
  return operation?.operation === 'subscription' || isLive;
}
