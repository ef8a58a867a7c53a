import type { DocumentNode } from 'graphql';

/** An operation to write as code. */
export interface CodeSource {
  readonly url: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Null while it has a syntax error. */
  readonly document: DocumentNode | null;
  readonly operationName: string | null;
}

/** The operation, with what its code needs of it. */
export interface CodeParts extends CodeSource {
  readonly kind: 'query' | 'mutation' | 'subscription';
  /** A name for a function or component, such as `OpenOrders`. */
  readonly name: string;
  readonly hasVariables: boolean;
}

/** A template literal of JavaScript. */
export function toTemplate(text: string): string {
  return `\`\n${indent(text.replace(/[\\`]|\$\{/g, String.raw`\$&`), '  ')}\n\``;
}

/** Puts spaces before every line. */
export function indent(text: string, by: string): string {
  return text.replace(/^(?=.)/gm, by);
}
