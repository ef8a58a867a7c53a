import { type FieldNode, type GraphQLOutputType, getNamedType, isObjectType } from 'graphql';
import { isNestedSet } from '../../../metadata/doctype-meta.ts';
import { costOfAnyTargets } from '../../../query/execution/plan-cost.ts';
import { RESTRICTION_BOUNDS } from '../../../query/execution/scope/sync-access.ts';
import { addCosts, type Cost, type CostBasis, NO_COST, noted } from '../../../query/plan/cost.ts';
import { planDocuments } from '../../../query/planner/plan-field.ts';
import { type PlanContext, selectedOf } from '../../../query/selection/selection.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import { MAX_MARKS } from '../list-position.ts';
import { readChanges } from '../read-changes.ts';
import type { ChangesPlan } from '../sync-change.ts';
import { CALLS_FOR_LIST } from '../sync-page.ts';
import { readArguments } from './changes-arguments.ts';
import { changesPageType, heldNamesInput } from './changes-types.ts';

/** `changes(doctypes, since, first, held)`. */
export function addChangesField(parts: SchemaParts): void {
  const { builder, model } = parts;
  builder.queryField('changes', (t) =>
    rootField(t, {
      type: changesPageType(parts),
      description:
        'The changes since an earlier answer in the documents that you can read, to keep a copy of them up to date.',
      args: {
        doctypes: t.arg.stringList({
          required: true,
          description: 'DocTypes with documents, by their names in Frappe.',
        }),
        since: t.arg.string({
          description: 'The `next` of the previous answer. Without it, all documents are reported.',
        }),
        first: t.arg.int({
          description: 'Maximum number of changes to read; by default, the maximum size of a page.',
        }),
        held: t.arg({
          type: [heldNamesInput(parts)],
          description: 'Names that your copy holds: those that you cannot read any more are reported, too.',
        }),
      },
      plan: ({ context, field, args, nodes }) => {
        const below = documentNodes(context, field.type, nodes);
        const read = readArguments(model, context.limits, args);
        const planOf = (nodes: readonly FieldNode[]) =>
          new Map(read.doctypes.map(({ name }) => [name, planDocuments(context, name, nodes)]));
        return { ...read, documents: below && planOf(below) };
      },
      cost: costOfChanges,
      execute: readChanges,
    }),
  );
}

/** The nodes that ask for documents; null if none does. */
function documentNodes(
  context: PlanContext,
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
): readonly FieldNode[] | null {
  const page = getNamedType(type);
  const changes = selectedOf(context, type, nodes).get('nodes');
  if (changes === undefined || !isObjectType(page)) return null;
  const change = page.getFields().nodes?.type;
  return (change && selectedOf(context, change, changes).get('document')) ?? null;
}

function costOfChanges(plan: ChangesPlan, basis: CostBasis): Cost {
  const { first, documents } = plan;
  const asked = [...(documents?.values() ?? [])];
  return addCosts([
    noted(basis, { action: 'roles', doctype: null }, costOfViewer(basis)),
    noted(basis, { action: 'list', doctype: null }, costOfLists(plan, basis)),
    asked.length === 0 ? NO_COST : costOfAnyTargets(asked, documentsIn(first), basis),
  ]);
}

/** A rename may be reported with another document that has the old name. */
function documentsIn(first: number): number {
  return 2 * first;
}

/** The caller, their roles, their User Permissions, and of each tree among these the nodes and those below them. */
function costOfViewer({ doctypes }: CostBasis): Cost {
  const most = RESTRICTION_BOUNDS;
  const trees = Math.min(most.trees, [...doctypes.values()].filter(isNestedSet).length);
  return { calls: 4 + 2 * trees, rows: trees === 0 ? 0 : 2 * most.nodes };
}

/** The documents of each DocType, the records of renames, shares and deletions, and the names that these two call for. */
function costOfLists({ doctypes, first, held }: ChangesPlan, { limits: { namesPerCall } }: CostBasis): Cost {
  const lists = 3 + doctypes.length;
  const judged = doctypes.length + Math.ceil(documentsIn(first) / namesPerCall);
  const lookups = held.reduce((sum, { names }) => sum + Math.ceil(names.length / namesPerCall), 0);
  const names = held.reduce((sum, one) => sum + one.names.length, 0);
  return {
    calls: lists * CALLS_FOR_LIST + judged + lookups,
    rows: first + documentsIn(first) + lists * (MAX_MARKS + 1) + names,
  };
}
