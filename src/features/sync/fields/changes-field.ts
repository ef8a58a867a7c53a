import { type FieldNode, type GraphQLOutputType, getNamedType, isObjectType } from 'graphql';
import { badUserInput } from '../../../errors.ts';
import type { DocTypeMeta } from '../../../metadata/doctype-meta.ts';
import { costOfAnyTargets } from '../../../query/execution/plan-cost.ts';
import type { BatchLimits } from '../../../query/plan/batch-limits.ts';
import { addCosts, type Cost, type CostBasis, NO_COST } from '../../../query/plan/cost.ts';
import { planDocuments } from '../../../query/planner/plan-field.ts';
import type { RootInput } from '../../../query/selection/root-definition.ts';
import { type PlanContext, selectedOf } from '../../../query/selection/selection.ts';
import type { SchemaParts } from '../../../schema/builder/builder.ts';
import { rootField } from '../../../schema/builder/root-field.ts';
import type { SchemaModel } from '../../../schema/model/schema-model.ts';
import { MAX_MARKS } from '../list-position.ts';
import { readChanges } from '../read-changes.ts';
import type { ChangesPlan, HeldNames } from '../sync-change.ts';
import { CALLS_FOR_LIST } from '../sync-page.ts';
import { changesPageType, type HeldArgument, heldNamesInput } from './changes-types.ts';

const MOST_DOCTYPES = 50;

/** `changes(doctypes, since, first, held)`. */
export function addChangesField(parts: SchemaParts): void {
  const { builder, model } = parts;
  builder.queryField('changes', (t) =>
    rootField(t, {
      type: changesPageType(parts),
      description:
        'The changes of the documents that you can read since an earlier answer, for a copy of them elsewhere.',
      args: {
        doctypes: t.arg.stringList({ required: true, description: 'DocTypes with documents, as Frappe calls them.' }),
        since: t.arg.string({
          description: 'The `next` of the answer before. Without it, all documents are reported.',
        }),
        first: t.arg.int({ description: 'How many changes at most; by default, as many as a page can have.' }),
        held: t.arg({
          type: [heldNamesInput(parts)],
          description: 'Names that your copy holds: those that you can no longer read are reported.',
        }),
      },
      plan: (input) => planChanges(model, input),
      cost: costOfChanges,
      execute: readChanges,
    }),
  );
}

interface ChangesArguments {
  readonly doctypes: readonly string[];
  readonly since?: string | null | undefined;
  readonly first?: number | null | undefined;
  readonly held?: readonly HeldArgument[] | null | undefined;
}

function planChanges(model: SchemaModel, { context, field, args, nodes }: RootInput<ChangesArguments>): ChangesPlan {
  const { limits } = context;
  const doctypes = readDoctypes(model, args.doctypes);
  const below = documentNodes(context, field.type, nodes);
  return {
    doctypes,
    since: args.since ?? null,
    first: readFirst(args.first, limits),
    held: readHeld(doctypes, args.held ?? [], limits),
    planFor: below === null ? null : (doctype) => planDocuments(context, doctype, below),
  };
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

function readDoctypes(model: SchemaModel, names: readonly string[]): DocTypeMeta[] {
  if (names.length === 0 || names.length > MOST_DOCTYPES) {
    throw badUserInput(`\`doctypes\` has between 1 and ${MOST_DOCTYPES} names.`, 'doctypes');
  }
  return names.map((name, index) => {
    const path = `doctypes.${index}`;
    const meta = model.byDoctype.get(name)?.meta;
    if (meta === undefined || meta.isChild || meta.isSingle || meta.isVirtual) {
      throw badUserInput(`\`${path}\` is not a DocType with stored documents.`, path);
    }
    if (names.indexOf(name) !== index) throw badUserInput(`\`${path}\` is named twice.`, path);
    return meta;
  });
}

function readFirst(first: number | null | undefined, { maxPageSize }: BatchLimits): number {
  if (first === undefined || first === null) return maxPageSize;
  if (first >= 1 && first <= maxPageSize) return first;
  throw badUserInput(`\`first\` is between 1 and ${maxPageSize}.`, 'first');
}

function readHeld(
  doctypes: readonly DocTypeMeta[],
  held: readonly HeldArgument[],
  { filterNames }: BatchLimits,
): HeldNames[] {
  const count = held.reduce((sum, { names }) => sum + names.length, 0);
  if (count > filterNames) throw badUserInput(`\`held\` has at most ${filterNames} names at once.`, 'held');
  return held.map(({ doctype, names }, index) => {
    const meta = doctypes.find(({ name }) => name === doctype);
    if (meta !== undefined) return { doctype: meta, names: names.map(String) };
    const path = `held.${index}.doctype`;
    throw badUserInput(`\`${path}\` is not one of \`doctypes\`.`, path);
  });
}

/** The user, their roles, their User Permissions and each tree among these, the records of the site, and the documents. */
function costOfChanges({ doctypes, first, held, planFor }: ChangesPlan, basis: CostBasis): Cost {
  const { namesPerCall } = basis.limits;
  const trees = [...basis.doctypes.values()].filter(({ isTree }) => isTree).length;
  const lists = 3 + doctypes.length;
  const judged = doctypes.length + Math.ceil((2 * first) / namesPerCall);
  const lookups = held.reduce((sum, { names }) => sum + Math.ceil(names.length / namesPerCall), 0);
  const calls = 4 + trees + lists * CALLS_FOR_LIST + judged + lookups;
  const names = held.reduce((sum, one) => sum + one.names.length, 0);
  const rows = first * 4 + lists * MAX_MARKS + trees + names;
  const documents =
    planFor === null
      ? NO_COST
      : costOfAnyTargets(
          doctypes.map(({ name }) => planFor(name)),
          first,
          basis,
        );
  return addCosts([{ calls, rows }, documents]);
}
