import {
  type FieldNode,
  type GraphQLField,
  type GraphQLInterfaceType,
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
  perDocumentKey,
  type ReadStep,
  TITLE_KEY,
  WORKFLOW_KEY,
} from '../plan/read-plan.ts';
import { argumentsOf } from '../selection/field-arguments.ts';
import { fieldsByResponseKey, type PlanContext, selectedFields } from '../selection/selection.ts';
import { doctypeOf, documentTypes, typeOf } from './document-types.ts';
import { type FieldRead, readOf } from './field-read.ts';
import { countFields, oncePerOperation } from './once-per-operation.ts';

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
  return oncePerOperation(context, type, nodes, () => {
    const doctype = doctypeOf(type);
    const draft: Draft = { doctype, columns: new Set(), steps: [], wholeFields: new Set(), wholeSteps: [] };
    planFields(context, draft, type, nodes);
    return toPlan(draft);
  });
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
  for (const [name, fieldNodes] of selectedFields(context, type, nodes)) {
    // The fields of a type are made when they are first asked for, and most types have none that is selected.
    const field = type.getFields()[name];
    const read = field ? readOf(field) : null;
    countFields(context, fieldNodes.length);
    if (field && read) planField({ context, draft, field, read, nodes: fieldNodes });
  }
}

function planField(input: FieldInput<FieldRead['kind']>): void {
  (PLANNERS[input.read.kind] as typeof planField)(input);
}

type AnyField = GraphQLField<unknown, unknown>;

/** A selected field of a document, while it is planned. */
interface FieldInput<Kind extends FieldRead['kind']> {
  readonly context: PlanContext;
  readonly draft: Draft;
  readonly field: AnyField;
  readonly read: Extract<FieldRead, { kind: Kind }>;
  readonly nodes: readonly FieldNode[];
}

/** How each kind of field adds what it needs to the plan. */
const PLANNERS: { readonly [Kind in FieldRead['kind']]: (input: FieldInput<Kind>) => void } = {
  column: ({ draft, read }) => void addFields(draft, read.fieldname),
  self: planSelf,
  link: planLink,
  dynamicLink: planDynamicLink,
  childTable: planChildTable,
  arguments: planByArguments,
  workflow: planWorkflow,
  title: planTitle,
  perDocument: planPerDocument,
  optionalColumn: ({ draft, read }) => addOptionalColumn(draft, read.fieldname),
  users: planUsers,
};

function planSelf({ context, draft, field, nodes }: FieldInput<'self'>): void {
  const type = getNamedType(field.type);
  if (isObjectType(type)) planFields(context, draft, type, nodes);
}

function planDynamicLink({ context, draft, read, nodes }: FieldInput<'dynamicLink'>): void {
  const { fieldname, doctypeFieldname } = read;
  const step = { kind: 'dynamicLink', key: attachedKey(fieldname), fieldname, doctypeFieldname } as const;
  addFields(draft, fieldname, doctypeFieldname).push({ ...step, targets: planTargets(context, nodes) });
}

function planChildTable({ context, draft, read, nodes }: FieldInput<'childTable'>): void {
  const { fieldname, target } = read;
  const plan = planSelection(context, typeOf(context, target), nodes);
  const byDocument = read.byDocument || isInDocumentOnly(draft.doctype, fieldname, plan);
  draft.steps.push({ kind: 'childTable', key: attachedKey(fieldname), fieldname, byDocument, plan });
}

/** Nodes that ask for the same arguments are one step; others are steps of their own. */
function planByArguments({ context, draft, field, read, nodes }: FieldInput<'arguments'>): void {
  draft.steps.push(...oncePerOperation(context, field, nodes, () => stepsByArguments({ context, field, read, nodes })));
}

function stepsByArguments({ context, field, read, nodes }: Omit<FieldInput<'arguments'>, 'draft'>): ReadStep[] {
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

/** Whether something is asked of child rows that neither a list of them nor one of their parents has. */
function isInDocumentOnly(parent: DocTypeMeta, table: string, { doctype, columns, steps }: DocPlan): boolean {
  return steps.some((step) => step.kind === 'wholeFields') || !canJoin(parent, table, joinedColumns(doctype, columns));
}

/** The state is a column; what may be done with it takes a call. */
function planWorkflow({ context, draft, field, nodes }: FieldInput<'workflow'>): void {
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

function planUsers({ context, draft, read: { fieldname }, nodes }: FieldInput<'users'>): void {
  const plan = planSelection(context, typeOf(context, 'User'), nodes);
  addOptionalColumn(draft, fieldname);
  draft.steps.push({ kind: 'users', key: attachedKey(fieldname), fieldname, plan: asksBeyondName(plan) ? plan : null });
}

/** However many fields ask for it, it is one call. */
function planPerDocument({ context, draft: { steps }, field, read: { read }, nodes }: FieldInput<'perDocument'>): void {
  const below = plansBelow(context, field, nodes).flat();
  const index = steps.findIndex((step) => step.kind === 'perDocument' && step.read === read);
  const known = steps[index];
  if (known?.kind === 'perDocument') steps[index] = { ...known, below: [...known.below, ...below] };
  else steps.push({ kind: 'perDocument', key: perDocumentKey(read), read, below });
}

/**
 * The plans for documents that a field reaches through other types, such as the owners of comments. Their own resolvers
 * read them once for the same nodes, so each set of nodes has plans of its own: one, or one for each DocType that it may
 * lead to.
 */
export function plansBelow(
  context: PlanContext,
  field: AnyField,
  nodes: readonly FieldNode[],
): readonly (readonly DocPlan[])[] {
  return [...new Set(nodes.flatMap((node) => plansOfPlaces(context, field, [node])))];
}

/** @param nodes those that are executed as one field. */
function plansOfPlaces(
  context: PlanContext,
  field: AnyField,
  nodes: readonly FieldNode[],
): readonly (readonly DocPlan[])[] {
  countFields(context, nodes.length);
  const type = getNamedType(field.type);
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  const isDocument = isInterfaceType(type) || type.extensions.doctype !== undefined;
  if (isDocument) return [oncePerOperation(context, field, nodes, () => plansOfPlace(context, type, nodes))];
  const fields = type.getFields();
  return [...fieldsByResponseKey(context, type, nodes).values()].flatMap((some) => {
    const below = fields[some[0]?.name.value ?? ''];
    return below ? plansOfPlaces(context, below, some) : [];
  });
}

function plansOfPlace(
  context: PlanContext,
  type: GraphQLObjectType | GraphQLInterfaceType,
  nodes: readonly FieldNode[],
): readonly DocPlan[] {
  if (isInterfaceType(type)) return [...planTargets(context, nodes).values()];
  return [planSelection(context, type, nodes)].filter(asksBeyondName);
}

/** Documents are called by their title docfield, and by their name where they have none. */
function planTitle({ draft }: FieldInput<'title'>): void {
  const { docfields, titleField, hasTranslatedNames } = draft.doctype;
  const title = docfields.find((field) => field.fieldname === titleField && isStored(field))?.fieldname ?? 'name';
  const step = { kind: 'title', key: TITLE_KEY, fieldname: title, isTranslated: hasTranslatedNames } as const;
  addFields(draft, title).push(step);
}

function planLink({ context, draft, read, nodes }: FieldInput<'link'>): void {
  const { fieldname, target, attachAs = fieldname } = read;
  const plan = planSelection(context, typeOf(context, target), nodes);
  const steps = addFields(draft, fieldname);
  if (asksBeyondName(plan)) steps.push({ kind: 'link', key: attachedKey(attachAs), fieldname, plan });
}

/** Which DocTypes a Dynamic Link leads to is known only when its rows are there, so all of them are planned. */
function planTargets(context: PlanContext, nodes: readonly FieldNode[]): ReadonlyMap<string, DocPlan> {
  return new Map([...planDocumentsOfAll(context, nodes)].filter(([, plan]) => asksBeyondName(plan)));
}

/** The plans for what nodes ask of documents of any DocType. */
export function planDocumentsOfAll(context: PlanContext, nodes: readonly FieldNode[]): ReadonlyMap<string, DocPlan> {
  return new Map(documentTypes(context).map((type) => [doctypeOf(type).name, planSelection(context, type, nodes)]));
}

/** `customer { name }` needs no call: the name is in the row that links to it. */
export function asksBeyondName(plan: DocPlan): boolean {
  return plan.steps.length > 0 || plan.columns.size > (plan.columns.has('name') ? 1 : 0);
}
