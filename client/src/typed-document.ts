import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { type DocumentNode, Kind, type OperationDefinitionNode, parse, print } from 'graphql';

/**
 * An operation that carries the types of its answer and variables. GraphQL Code Generator (nodes or strings) and
 * gql.tada make them.
 */
export type TypedDocument<Data, Variables> = DocumentTypeDecoration<Data, Variables>;

/** An operation in the form in which it is sent and kept. */
export interface OperationText {
  /** The text of the whole document, fragments included. */
  readonly query: string;
  /** Null for an anonymous operation. */
  readonly operationName: string | null;
  readonly kind: 'query' | 'mutation' | 'subscription';
  /** The name or alias of each root field, in order. Fragments at the root are not followed. */
  readonly rootFields: readonly string[];
}

const texts = new WeakMap<object, OperationText>();

/**
 * Reads the first operation of a document. The result is kept as long as the document.
 *
 * @throws Error if the document has no operation, GraphQLError if it is text with a syntax error.
 */
export function readDocument(document: TypedDocument<unknown, never>): OperationText {
  const known = texts.get(document);
  if (known !== undefined) return known;
  const node = isNode(document) ? document : parse(String(document));
  const operation = node.definitions.find(isOperation);
  if (operation === undefined) throw new Error('The document has no operation.');
  const text: OperationText = {
    query: isNode(document) ? print(document) : String(document),
    operationName: operation.name?.value ?? null,
    kind: operation.operation,
    rootFields: operation.selectionSet.selections.flatMap((selection) =>
      selection.kind === Kind.FIELD ? [(selection.alias ?? selection.name).value] : [],
    ),
  };
  texts.set(document, text);
  return text;
}

function isNode(document: object): document is DocumentNode {
  return (document as { kind?: unknown }).kind === Kind.DOCUMENT;
}

function isOperation(node: { readonly kind: string }): node is OperationDefinitionNode {
  return node.kind === Kind.OPERATION_DEFINITION;
}

/** The value of the first root field of an answer, without null: the document, connection, payload or change. */
export type RootOf<Data> = NonNullable<Data[Exclude<keyof Data, '__typename'>]>;

/** A document in the page of a list. */
export type NodeOf<Data> =
  RootOf<Data> extends { readonly nodes?: infer Nodes }
    ? NonNullable<Nodes> extends readonly (infer Node)[]
      ? NonNullable<Node>
      : never
    : never;

/** @returns the value of the first root field of an answer; null if it is null, or if there is no data. */
export function rootOf<Data>(document: TypedDocument<Data, never>, data: Data | null | undefined): RootOf<Data> | null {
  const [field = ''] = readDocument(document).rootFields;
  return ((data as Record<string, unknown> | null | undefined)?.[field] as RootOf<Data> | undefined) ?? null;
}
