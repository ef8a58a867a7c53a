import type { FieldNode } from 'graphql';
import { deriveOnce } from '../../derive-once.ts';
import type { PlanContext } from '../selection/selection.ts';

/**
 * Plans a part of an operation, or returns what was planned for the same nodes of the same type or field. Every DocType
 * leads to the same nodes below a Dynamic Link, and each of these to every DocType again.
 *
 * @param owner the type or field that the nodes select from.
 * @param plan makes plain data that nobody changes.
 */
export function oncePerOperation<Planned>(
  context: PlanContext,
  owner: object,
  nodes: readonly FieldNode[],
  plan: () => Planned,
): Planned {
  const { byOwner, ids } = partsOf(context);
  const known = byOwner.get(owner) ?? new Map<string, unknown>();
  byOwner.set(owner, known);
  const key = nodes.map((node) => idOf(ids, node)).join(' ');
  if (known.has(key)) return known.get(key) as Planned;
  const planned = plan();
  known.set(key, planned);
  return planned;
}

/** @returns how many parts have been planned. */
export function countParts(context: PlanContext): number {
  return [...partsOf(context).byOwner.values()].reduce((sum, { size }) => sum + size, 0);
}

interface Parts {
  readonly byOwner: Map<object, Map<string, unknown>>;
  readonly ids: Map<FieldNode, number>;
}

const partsOf = deriveOnce((_context: PlanContext): Parts => ({ byOwner: new Map(), ids: new Map() }));

function idOf(ids: Map<FieldNode, number>, node: FieldNode): number {
  const known = ids.get(node) ?? ids.size;
  ids.set(node, known);
  return known;
}
