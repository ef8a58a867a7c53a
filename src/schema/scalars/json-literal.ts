import { Kind, type ValueNode } from 'graphql';
import { toExactNumber } from '../../exact-json.ts';

/** @returns the JSON value of a literal in a document; its numbers keep all their digits. */
export function toJsonValue(node: ValueNode, variables?: Readonly<Record<string, unknown>> | null): unknown {
  switch (node.kind) {
    case Kind.NULL:
      return null;
    case Kind.INT:
    case Kind.FLOAT:
      return toExactNumber(node.value);
    case Kind.STRING:
    case Kind.BOOLEAN:
    case Kind.ENUM:
      return node.value;
    case Kind.LIST:
      return node.values.map((value) => toJsonValue(value, variables));
    case Kind.OBJECT:
      return Object.fromEntries(node.fields.map(({ name, value }) => [name.value, toJsonValue(value, variables)]));
    case Kind.VARIABLE:
      return variables?.[node.name.value];
  }
}
