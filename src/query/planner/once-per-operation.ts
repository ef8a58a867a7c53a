import type { FieldNode } from 'graphql';
import { deriveOnce } from '../../derive-once.ts';
import { GatewayError } from '../../errors.ts';
import { keyOfNodes } from '../selection/key-of-nodes.ts';
import type { PlanContext, PlannedParts } from '../selection/selection.ts';

/**
 * Plans a part of an operation, or returns what was planned for the same nodes of the same type or field. Every DocType
 * leads to the same nodes below a Dynamic Link, and each of these to every DocType again.
 *
 * @param owner the type or field that the nodes select from.
 * @param plan makes plain data that nobody changes.
 */
export function oncePerOperation<Planned extends object>(
  context: PlanContext,
  owner: object,
  nodes: readonly FieldNode[],
  plan: () => Planned,
): Planned {
  const key = keyOfNodes(nodes);
  const { parts } = progressOf(context);
  const known = context.earlier?.get(owner)?.get(key) ?? parts.get(owner)?.get(key);
  if (known !== undefined) return known as Planned;
  const planned = plan();
  const ofOwner = parts.get(owner) ?? new Map<string, object>();
  parts.set(owner, ofOwner.set(key, planned));
  return planned;
}

/** Fields that are planned for one operation at most: those of documents of any DocType count for each of them. */
const MOST_FIELDS = 25_000;

/** @throws GatewayError `COST_EXCEEDED` where planning an operation takes so long that others would wait for it. */
export function countFields(context: PlanContext, fields: number): void {
  const progress = progressOf(context);
  progress.fields += fields;
  if (progress.fields > MOST_FIELDS) throw tooManyFields();
}

/**
 * Selections that are looked at for one operation at most. Those of fragments for other types come to no field, and are
 * looked at again for each DocType that nodes may lead to.
 */
const MOST_LOOKS = 1_000_000;

/** @throws GatewayError `COST_EXCEEDED` as `countFields` does. */
export function countLooks(context: PlanContext, selections: number): void {
  const progress = progressOf(context);
  progress.looks += selections;
  if (progress.looks > MOST_LOOKS) throw tooManyFields();
}

function tooManyFields(): GatewayError {
  const message = 'The operation asks for documents of any DocType in too many fields. Ask for fewer at once.';
  return new GatewayError('COST_EXCEEDED', message, { field: 'query' });
}

/** @returns what has been planned, and of how many fields. */
export function plannedSoFar(context: PlanContext): { readonly fields: number; readonly parts: PlannedParts } {
  return progressOf(context);
}

interface Progress {
  fields: number;
  looks: number;
  readonly parts: Map<object, Map<string, object>>;
}

const progressOf = deriveOnce((_context: PlanContext): Progress => ({ fields: 0, looks: 0, parts: new Map() }));
