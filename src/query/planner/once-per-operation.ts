import type { FieldNode } from 'graphql';
import { deriveOnce } from '../../derive-once.ts';
import { GatewayError } from '../../errors.ts';
import { keyOfNodes } from '../selection/key-of-nodes.ts';
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
  const { byOwner } = partsOf(context);
  const known = byOwner.get(owner) ?? new Map<string, unknown>();
  byOwner.set(owner, known);
  const key = keyOfNodes(nodes);
  if (known.has(key)) return known.get(key) as Planned;
  const planned = plan();
  known.set(key, planned);
  return planned;
}

/** Fields that are planned for one operation at most: those of documents of any DocType count for each of them. */
const MOST_FIELDS = 25_000;

/** @throws GatewayError `COST_EXCEEDED` where planning an operation takes so long that others would wait for it. */
export function countFields(context: PlanContext, fields: number): void {
  const parts = partsOf(context);
  parts.fields += fields;
  if (parts.fields > MOST_FIELDS) throw tooManyFields();
}

/**
 * Selections that are looked at for one operation at most. Those of fragments for other types come to no field, and are
 * looked at again for each DocType that nodes may lead to.
 */
const MOST_LOOKS = 1_000_000;

/** @throws GatewayError `COST_EXCEEDED` as `countFields` does. */
export function countLooks(context: PlanContext, selections: number): void {
  const parts = partsOf(context);
  parts.looks += selections;
  if (parts.looks > MOST_LOOKS) throw tooManyFields();
}

function tooManyFields(): GatewayError {
  const message = 'The operation asks for documents of any DocType in too many fields. Ask for fewer at once.';
  return new GatewayError('COST_EXCEEDED', message, { field: 'query' });
}

/** @returns how many fields have been planned. */
export function plannedFields(context: PlanContext): number {
  return partsOf(context).fields;
}

interface Parts {
  fields: number;
  looks: number;
  readonly byOwner: Map<object, Map<string, unknown>>;
}

const partsOf = deriveOnce((_context: PlanContext): Parts => ({ fields: 0, looks: 0, byOwner: new Map() }));
