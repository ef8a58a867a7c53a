import { type FieldNode, type GraphQLObjectType, type GraphQLResolveInfo, isObjectType } from 'graphql';
import type { DocTypeMeta } from '../metadata/doctype-meta.ts';
import type { DocPlan, ReadStep } from '../operations/read-plan.ts';
import { type FieldRead, readOf } from './field-read.ts';
import { type SelectionContext, selectedFields } from './selection.ts';

/** Looks ahead over what a query asks of a document, and plans the reads for it. */
export function planSelection(
  context: SelectionContext,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
): DocPlan {
  const doctype = doctypeOf(type);
  const columns = new Set<string>();
  const steps: ReadStep[] = [];
  const virtualFields: string[] = [];
  const fields = type.getFields();
  for (const [name, fieldNodes] of selectedFields(context, type, nodes)) {
    const field = fields[name];
    const read = field ? readOf(field) : null;
    if (read === null) continue;
    if (read.kind === 'virtual' || (doctype.isVirtual && read.kind === 'column')) virtualFields.push(read.fieldname);
    else planField(context, read, fieldNodes, columns, steps);
  }
  if (virtualFields.length > 0 && !doctype.isVirtual) steps.push({ kind: 'virtualFields', fieldnames: virtualFields });
  for (const fieldname of doctype.isVirtual ? virtualFields : []) columns.add(fieldname);
  return { doctype, columns, steps };
}

function planField(
  context: SelectionContext,
  read: FieldRead,
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
function planner(context: SelectionContext, nodes: readonly FieldNode[]): (doctype: string) => DocPlan | null {
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

function typeOf(context: SelectionContext, doctype: string): GraphQLObjectType {
  const type = findType(context, doctype);
  if (type === null) throw new Error(`The schema has no type for ${doctype}.`);
  return type;
}
