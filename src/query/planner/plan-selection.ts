import {
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  getNamedType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { type DocTypeMeta, isStored } from '../../metadata/doctype-meta.ts';
import { isInDocumentsOnly } from '../plan/document-fields.ts';
import { canJoin, joinedColumns } from '../plan/joined-columns.ts';
import {
  attachedKey,
  type DocPlan,
  type DocumentReadName,
  type DynamicLinkStep,
  perDocumentKey,
  type ReadStep,
  TITLE_KEY,
  type UsersStep,
  WORKFLOW_KEY,
} from '../plan/read-plan.ts';
import { argumentsOf } from '../selection/field-arguments.ts';
import { type PlanContext, selectedFields } from '../selection/selection.ts';
import { doctypeOf, documentTypes, findDocumentType, typeOf } from './document-types.ts';
import { type FieldRead, readOf } from './field-read.ts';

/** The plan under construction while its selection is walked. */
interface Draft {
  doctype: DocTypeMeta;
  columns: Set<string>;
  steps: ReadStep[];
  /** Docfields that only the whole document has, and the steps that lead on from them. */
  wholeFields: Set<string>;
  wholeSteps: ReadStep[];
}

/** Looks ahead over what a query asks of a document, and plans the reads for it. */
export function planSelection(context: PlanContext, type: GraphQLObjectType, nodes: readonly FieldNode[]): DocPlan {
  const doctype = doctypeOf(type);
  const draft: Draft = { doctype, columns: new Set(), steps: [], wholeFields: new Set(), wholeSteps: [] };
  planFields(context, draft, type, nodes);
  return toPlan(draft);
}

function toPlan({ doctype, columns, steps, wholeFields, wholeSteps }: Draft): DocPlan {
  const [first] = wholeFields;
  if (first === undefined) return { doctype, columns, steps };
  const plan: DocPlan = { doctype, columns: new Set(), steps: wholeSteps };
  return {
    doctype,
    columns,
    steps: [{ kind: 'wholeFields', key: first, fieldnames: [...wholeFields], plan }, ...steps],
  };
}

/** A plan that reads docfields too which only whole documents have. */
export function withDocumentFields(plan: DocPlan, fieldnames: readonly string[]): DocPlan {
  const { doctype, columns } = plan;
  const whole = plan.steps.find((step) => step.kind === 'wholeFields');
  const wholeFields = new Set([...(whole?.fieldnames ?? []), ...fieldnames]);
  const steps = plan.steps.filter((step) => step !== whole);
  return toPlan({ doctype, columns: new Set(columns), steps, wholeFields, wholeSteps: [...(whole?.plan.steps ?? [])] });
}

/** Adds docfields to what is read. @returns the steps that run once they are there. */
function addFields(draft: Draft, ...fieldnames: readonly string[]): ReadStep[] {
  const { doctype, columns, wholeFields } = draft;
  const whole = fieldnames.filter((fieldname) => isInDocumentsOnly(doctype, fieldname));
  for (const fieldname of fieldnames) (whole.includes(fieldname) ? wholeFields : columns).add(fieldname);
  return whole.length > 0 ? draft.wholeSteps : draft.steps;
}

function planFields(context: PlanContext, draft: Draft, type: GraphQLObjectType, nodes: readonly FieldNode[]): void {
  const fields = type.getFields();
  for (const [name, fieldNodes] of selectedFields(context, type, nodes)) {
    const field = fields[name];
    const read = field ? readOf(field) : null;
    if (field && read) planField(context, draft, field, read, fieldNodes);
  }
}

type AnyField = GraphQLField<unknown, unknown>;

/** Nodes that ask for the same arguments are one step; others are steps of their own. */
function planByArguments(
  context: PlanContext,
  read: Extract<FieldRead, { kind: 'arguments' }>,
  field: AnyField,
  nodes: readonly FieldNode[],
): ReadStep[] {
  const groups = new Map<string, { args: Record<string, unknown>; nodes: FieldNode[] }>();
  for (const node of nodes) {
    const args = argumentsOf(field, node, context.variableValues);
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
  draft: Draft,
  field: AnyField,
  read: FieldRead,
  nodes: readonly FieldNode[],
): void {
  const { steps, doctype } = draft;
  switch (read.kind) {
    case 'column':
      addFields(draft, read.fieldname);
      return;
    case 'self': {
      const type = getNamedType(field.type);
      if (isObjectType(type)) planFields(context, draft, type, nodes);
      return;
    }
    case 'link': {
      const link = planLink(context, read.target, read.fieldname, read.attachAs ?? read.fieldname, nodes);
      addFields(draft, read.fieldname).push(...link);
      return;
    }
    case 'dynamicLink': {
      const { fieldname, doctypeFieldname } = read;
      const targets = planTargets(context, nodes);
      addFields(draft, fieldname, doctypeFieldname).push({
        kind: 'dynamicLink',
        key: attachedKey(fieldname),
        fieldname,
        doctypeFieldname,
        ...targets,
      });
      return;
    }
    case 'childTable': {
      const plan = planSelection(context, typeOf(context, read.target), nodes);
      const byDocument = read.byDocument || isInDocumentOnly(doctype, read.fieldname, plan);
      steps.push({ kind: 'childTable', key: attachedKey(read.fieldname), fieldname: read.fieldname, byDocument, plan });
      return;
    }
    case 'arguments':
      steps.push(...planByArguments(context, read, field, nodes));
      return;
    default:
      planAddition(context, draft, field, read, nodes);
  }
}

/** Whether something is asked of child rows that neither a list of them nor one of their parents has. */
function isInDocumentOnly(parent: DocTypeMeta, table: string, { doctype, columns, steps }: DocPlan): boolean {
  return steps.some((step) => step.kind === 'wholeFields') || !canJoin(parent, table, joinedColumns(doctype, columns));
}

type Addition = 'workflow' | 'title' | 'perDocument' | 'optionalColumn' | 'users';

/** The fields that the gateway adds to a document in addition to its docfields. */
function planAddition(
  context: PlanContext,
  draft: Draft,
  field: AnyField,
  read: Extract<FieldRead, { kind: Addition }>,
  nodes: readonly FieldNode[],
): void {
  const { steps } = draft;
  switch (read.kind) {
    case 'workflow':
      planWorkflow(context, draft, field, nodes);
      return;
    case 'title':
      planTitle(draft);
      return;
    case 'perDocument':
      addPerDocument(steps, read.read, plansBelow(context, field, nodes));
      return;
    case 'optionalColumn':
      addOptionalColumn(draft, read.fieldname);
      return;
    case 'users':
      addOptionalColumn(draft, read.fieldname);
      steps.push(planUsers(context, read.fieldname, nodes));
      return;
  }
}

/** The state is a column; what may be done with it takes a call. */
function planWorkflow(context: PlanContext, draft: Draft, field: AnyField, nodes: readonly FieldNode[]): void {
  const type = getNamedType(field.type);
  const { workflowStateField } = draft.doctype;
  if (workflowStateField === null || !isObjectType(type)) return;
  const selected = selectedFields(context, type, nodes);
  const below = selected.get('transitions') ?? [];
  const transition = getNamedType(type.getFields().transitions?.type);
  const labels = isObjectType(transition) ? selectedFields(context, transition, below) : new Map();
  addFields(draft, workflowStateField).push({
    kind: 'workflow',
    key: WORKFLOW_KEY,
    fieldname: workflowStateField,
    needsTransitions: selected.has('transitions'),
    needsLabels: selected.has('stateLabel') || labels.has('label') || labels.has('nextStateLabel'),
  });
}

/** Singles and virtual DocTypes have no table with such columns. */
function addOptionalColumn({ doctype, columns }: Draft, fieldname: string): void {
  if (!doctype.isVirtual && !doctype.isSingle) columns.add(fieldname);
}

function planUsers(context: PlanContext, fieldname: UsersStep['fieldname'], nodes: readonly FieldNode[]): UsersStep {
  const plan = planSelection(context, typeOf(context, 'User'), nodes);
  return { kind: 'users', key: attachedKey(fieldname), fieldname, plan: asksBeyondName(plan) ? plan : null };
}

/** However many fields ask for it, it is one call. */
function addPerDocument(steps: ReadStep[], read: DocumentReadName, below: readonly DocPlan[]): void {
  const index = steps.findIndex((step) => step.kind === 'perDocument' && step.read === read);
  const known = steps[index];
  if (known?.kind === 'perDocument') steps[index] = { ...known, below: [...known.below, ...below] };
  else steps.push({ kind: 'perDocument', key: perDocumentKey(read), read, below });
}

/**
 * The plans for documents that a field reaches through other types, such as the owners of comments. Their own resolvers
 * read them.
 */
export function plansBelow(context: PlanContext, field: AnyField, nodes: readonly FieldNode[]): readonly DocPlan[] {
  const type = getNamedType(field.type);
  if (isInterfaceType(type)) return planTargets(context, nodes).plans();
  if (!isObjectType(type)) return [];
  if (type.extensions.doctype !== undefined) {
    const plan = planSelection(context, type, nodes);
    return asksBeyondName(plan) ? [plan] : [];
  }
  const fields = type.getFields();
  return [...selectedFields(context, type, nodes)].flatMap(([name, some]) => {
    const below = fields[name];
    return below ? plansBelow(context, below, some) : [];
  });
}

/** Documents are called by their title docfield, and by their name where they have none. */
function planTitle(draft: Draft): void {
  const { docfields, titleField, hasTranslatedNames } = draft.doctype;
  const title = docfields.find((field) => field.fieldname === titleField && isStored(field))?.fieldname ?? 'name';
  const step = { kind: 'title', key: TITLE_KEY, fieldname: title, isTranslated: hasTranslatedNames } as const;
  addFields(draft, title).push(step);
}

function planLink(
  context: PlanContext,
  target: string,
  fieldname: string,
  attachAs: string,
  nodes: readonly FieldNode[],
): ReadStep[] {
  const plan = planSelection(context, typeOf(context, target), nodes);
  return asksBeyondName(plan) ? [{ kind: 'link', key: attachedKey(attachAs), fieldname, plan }] : [];
}

/** Plans per DocType, once each: which DocTypes a Dynamic Link leads to is known only when its rows are there. */
function planTargets(context: PlanContext, nodes: readonly FieldNode[]): Pick<DynamicLinkStep, 'planFor' | 'plans'> {
  const known = new Map<string, DocPlan | null>();
  const planFor = (doctype: string) => {
    let plan = known.get(doctype);
    if (plan === undefined) {
      const type = findDocumentType(context, doctype);
      plan = type ? planSelection(context, type, nodes) : null;
      if (plan && !asksBeyondName(plan)) plan = null;
      known.set(doctype, plan);
    }
    return plan;
  };
  const plans = () => documentTypes(context).flatMap((type) => planFor(doctypeOf(type).name) ?? []);
  return { planFor, plans };
}

/** `customer { name }` needs no call: the name is in the row that links to it. */
export function asksBeyondName(plan: DocPlan): boolean {
  return plan.steps.length > 0 || plan.columns.size > (plan.columns.has('name') ? 1 : 0);
}
