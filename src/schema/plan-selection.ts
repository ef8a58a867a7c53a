import {
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  getArgumentValues,
  isObjectType,
} from 'graphql';
import type { DocTypeMeta } from '../metadata/doctype-meta.ts';
import type { DocPlan, ReadStep } from '../operations/read-plan.ts';
import { type FieldRead, readOf } from './field-read.ts';
import { type PlanContext, selectedFields } from './selection.ts';

/** Looks ahead over what a query asks of a document, and plans the reads for it. */
export function planSelection(context: PlanContext, type: GraphQLObjectType, nodes: readonly FieldNode[]): DocPlan {
  const doctype = doctypeOf(type);
  const columns = new Set<string>();
  const steps: ReadStep[] = [];
  const virtualFields: string[] = [];
  const fields = type.getFields();
  for (const [name, fieldNodes] of selectedFields(context, type, nodes)) {
    const field = fields[name];
    const read = field ? readOf(field) : null;
    if (read === null) continue;
    if (read.kind === 'backlink') steps.push(...planByArguments(context, read, field as AnyField, fieldNodes));
    else if (read.kind === 'virtual' || (doctype.isVirtual && read.kind === 'column'))
      virtualFields.push(read.fieldname);
    else planField(context, read, fieldNodes, columns, steps);
  }
  if (virtualFields.length > 0 && !doctype.isVirtual) steps.push({ kind: 'virtualFields', fieldnames: virtualFields });
  for (const fieldname of doctype.isVirtual ? virtualFields : []) columns.add(fieldname);
  return { doctype, columns, steps };
}

type AnyField = GraphQLField<unknown, unknown>;

/** Nodes that ask for the same arguments are one step; others are steps of their own. */
function planByArguments(
  context: PlanContext,
  read: Extract<FieldRead, { kind: 'backlink' }>,
  field: AnyField,
  nodes: readonly FieldNode[],
): ReadStep[] {
  const groups = new Map<string, { args: Record<string, unknown>; nodes: FieldNode[] }>();
  for (const node of nodes) {
    const args = getArgumentValues(field, node, context.variableValues);
    const key = JSON.stringify(args);
    const group = groups.get(key) ?? { args, nodes: [] };
    group.nodes.push(node);
    groups.set(key, group);
  }
  const plan = (doctype: string, some: readonly FieldNode[]) => planSelection(context, typeOf(context, doctype), some);
  return [...groups.values()].map((group) => read.toStep({ context, field, plan, ...group }));
}

function planField(
  context: PlanContext,
  read: Exclude<FieldRead, { kind: 'backlink' }>,
  nodes: readonly FieldNode[],
  columns: Set<string>,
  steps: ReadStep[],
): void {
  const { fieldname } = read;
  if (read.kind === 'childTable') {
    steps.push({ kind: 'childTable', fieldname, plan: planSelection(context, typeOf(context, read.target), nodes) });
    return;
  }
  columns.add(fieldname);
  if (read.kind === 'link') {
    const plan = planSelection(context, typeOf(context, read.target), nodes);
    if (asksBeyondName(plan)) steps.push({ kind: 'link', fieldname, plan });
  }
  if (read.kind === 'dynamicLink') {
    columns.add(read.doctypeFieldname);
    steps.push({
      kind: 'dynamicLink',
      fieldname,
      doctypeFieldname: read.doctypeFieldname,
      planFor: planner(context, nodes),
    });
  }
}

/** Plans per DocType, once each: which DocTypes a Dynamic Link leads to is known only when its rows are there. */
function planner(context: PlanContext, nodes: readonly FieldNode[]): (doctype: string) => DocPlan | null {
  const plans = new Map<string, DocPlan | null>();
  return (doctype) => {
    let plan = plans.get(doctype);
    if (plan === undefined) {
      const type = findType(context, doctype);
      plan = type ? planSelection(context, type, nodes) : null;
      if (plan && !asksBeyondName(plan)) plan = null;
      plans.set(doctype, plan);
    }
    return plan;
  };
}

/** `customer { name }` needs no call: the name is in the row that links to it. */
export function asksBeyondName(plan: DocPlan): boolean {
  return plan.steps.length > 0 || plan.columns.size > (plan.columns.has('name') ? 1 : 0);
}

/** The DocType that an object type shows. */
export function doctypeOf(type: GraphQLObjectType): DocTypeMeta {
  return type.extensions.doctype as DocTypeMeta;
}

/** The object type that shows a DocType, or null where the schema has none. */
export function findType({ schema }: Pick<GraphQLResolveInfo, 'schema'>, doctype: string): GraphQLObjectType | null {
  const names = schema.extensions.typeNames as ReadonlyMap<string, string> | undefined;
  const type = schema.getType(names?.get(doctype) ?? '');
  return isObjectType(type) ? type : null;
}

function typeOf(context: PlanContext, doctype: string): GraphQLObjectType {
  const type = findType(context, doctype);
  if (type === null) throw new Error(`The schema has no type for ${doctype}.`);
  return type;
}
