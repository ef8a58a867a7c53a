import type { FieldNode } from 'graphql';
import { deriveOnce } from '../../derive-once.ts';

let nodes = 0;

const idOf = deriveOnce((_node: FieldNode): number => {
  nodes += 1;
  return nodes;
});

/** @returns a key that the same nodes in the same order have, and no others. */
export function keyOfNodes(asked: readonly FieldNode[]): string {
  return asked.map(idOf).join(' ');
}
