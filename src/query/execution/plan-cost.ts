import { deriveOnce } from '../../derive-once.ts';
import type { DocTypeMeta } from '../../metadata/doctype-meta.ts';
import {
  addCosts,
  addInTurn,
  type Cost,
  type CostBasis,
  costOfMasks,
  costOfRoles,
  NO_COST,
  noted,
  type PlannedAction,
  type PlannedWork,
  within,
  withoutReport,
} from '../plan/cost.ts';
import type { DocPlan, ListRead, ReadStep } from '../plan/read-plan.ts';
import { costOfFilter } from './filter/filter-cost.ts';
import { reverseOrder, segmentsAfter, toTotalOrder } from './paging/keyset.ts';
import { fieldnamesIn } from './permission/assert-may-test.ts';
import type { PlanCosts } from './steps/read-step.ts';
import { kindOf } from './steps/step-kinds.ts';

/** @returns the cost of one document with what its plan asks beyond it. */
export function costOfDoc(plan: DocPlan, basis: CostBasis): Cost {
  return addInTurn(basis, [
    () => noted(basis, workOn('document', plan.doctype), { calls: 1, rows: 1 }),
    () => costOfWritten(plan, basis),
  ]);
}

/** @returns the cost of what a plan asks beyond a document that is there, as the answer of a write is. */
export function costOfWritten(plan: DocPlan, basis: CostBasis): Cost {
  return addCosts([rolesFor(plan.doctype, plan.columns, basis), costOfSteps(plan, 1, true, basis)]);
}

/** @returns the cost of a page, of counting it, and of the calls that its filter needs before it. */
export function costOfList(read: ListRead, basis: CostBasis): Cost {
  const { plan, page } = read;
  return addInTurn(basis, [
    () => costOfTests(read, basis),
    () => addCosts(pageCosts(read).map(({ action, cost }) => noted(basis, workOn(action, read.doctype), cost))),
    () => (plan ? costOfSteps(plan, page.size, plan.doctype.isVirtual, basis) : NO_COST),
  ]);
}

/** A filter, and the docfields that a read sorts or groups by. */
interface Tests extends Pick<ListRead, 'doctype' | 'filter'> {
  readonly orderBy: readonly { readonly fieldname: string }[];
}

/** @returns the cost of the calls before a read: names that its filter resolves to, and the caller's roles. */
export function costOfTests({ doctype, filter, orderBy }: Tests, basis: CostBasis, isUnjoined = false): Cost {
  const tested = [...fieldnamesIn(filter), ...orderBy.map((key) => key.fieldname)];
  return addCosts([
    noted(basis, workOn('filter', doctype), costOfFilter(filter, basis, isUnjoined)),
    rolesFor(doctype, tested, basis),
  ]);
}

function costOfPage(read: ListRead): Cost {
  return addCosts(pageCosts(read).map(({ cost }) => cost));
}

/** A page, and the number of all documents. Behind a cursor, a page is up to one call for each part of its order. */
function pageCosts({
  plan,
  page,
  doctype,
  orderBy,
  needsMore,
  count,
}: ListRead): { action: PlannedAction; cost: Cost }[] {
  const order = toTotalOrder(orderBy);
  const keys = page.isBackward ? reverseOrder(order) : order;
  const parts = page.position ? segmentsAfter(doctype, keys, page.position).length : 1;
  const rows = plan && page.size > 0 ? page.size + (needsMore ? 1 : 0) : 0;
  const before = doctype.isVirtual && rows > 0 ? page.offset : 0;
  return [
    { action: 'list', cost: { calls: rows > 0 ? parts : 0, rows: rows + before } },
    { action: 'count', cost: { calls: count === 'none' ? 0 : 1, rows: 0 } },
  ];
}

/** @returns the cost of documents that are read by their names. */
export function costOfNames(plan: DocPlan, names: number, basis: CostBasis): Cost {
  const calls = plan.doctype.isVirtual ? names : Math.ceil(names / basis.limits.namesPerCall);
  return addInTurn(basis, [
    () => noted(basis, workOn('documents', plan.doctype), { calls, rows: names }),
    () => costOfSteps(plan, names, plan.doctype.isVirtual, basis),
  ]);
}

/** @returns the cost of what a plan asks beyond the columns of some rows. */
export function costOfSteps(plan: DocPlan, rows: number, areWhole: boolean, basis: CostBasis): Cost {
  if (rows < 0) throw new Error(`The cost of ${rows} rows is not known.`);
  if (basis.report) return sumOfSteps(plan, rows, areWhole, basis);
  const known = knownCosts(basis);
  const ofPlan = known.get(plan) ?? new Map<string, Cost>();
  known.set(plan, ofPlan);
  const key = `${rows} ${areWhole}`;
  const cost = ofPlan.get(key) ?? sumOfSteps(plan, rows, areWhole, basis);
  ofPlan.set(key, cost);
  return cost;
}

/** The costs of one estimate: many DocTypes lead to the same plan, and that to many others. */
const knownCosts = deriveOnce((_basis: CostBasis) => new Map<DocPlan, Map<string, Cost>>());

function sumOfSteps(plan: DocPlan, rows: number, areWhole: boolean, basis: CostBasis): Cost {
  const input = { doctype: plan.doctype, rows, areWhole, basis, costs: COSTS };
  const steps = plan.steps.map((step) =>
    within(basis, nameOf(step), workOf(step, plan.doctype), () => kindOf(step).cost(step, input)),
  );
  const masks = areWhole ? NO_COST : noted(basis, ROLES, costOfMasks(plan.doctype, plan.columns));
  return addCosts([masks, ...steps]);
}

/** The field that a step reads for, as its key has it. */
function nameOf({ key }: ReadStep): string {
  return /^\w*/.exec(key)?.[0] ?? key;
}

function workOf(step: ReadStep, doctype: DocTypeMeta): PlannedWork {
  if (step.kind === 'dynamicLink') return { action: step.kind, doctype: null };
  if (step.kind === 'childTable') return workOn(step.kind, step.plan.doctype);
  return workOn(step.kind, step.kind === 'backlink' || step.kind === 'tree' ? step.read.doctype : doctype);
}

function workOn(action: PlannedAction, { name }: DocTypeMeta): PlannedWork {
  return { action, doctype: name };
}

const ROLES: PlannedWork = { action: 'roles', doctype: null };

function rolesFor(doctype: DocTypeMeta, fieldnames: Iterable<string>, basis: CostBasis): Cost {
  return noted(basis, ROLES, costOfRoles(doctype, fieldnames));
}

/**
 * Which DocTypes a Dynamic Link leads to is known only when the rows are there. At most as many as there are rows, each
 * with a batch of its own, and with what its own steps need. The estimate takes the most expensive DocTypes, each with
 * all rows.
 *
 * @returns the cost of documents of any DocTypes.
 */
export function costOfAnyTargets(plans: readonly DocPlan[], rows: number, basis: CostBasis): Cost {
  const doctypes = Math.min(rows, plans.length);
  if (doctypes === 0) return NO_COST;
  const isVirtual = plans.some((plan) => plan.doctype.isVirtual);
  const batches = doctypes + Math.floor((rows - doctypes) / basis.limits.namesPerCall);
  const unlisted = withoutReport(basis);
  const further = plans.map((plan) => costOfSteps(plan, rows, plan.doctype.isVirtual, unlisted));
  const mostExpensive = (part: keyof Cost) => {
    const sorted = further.map((cost) => cost[part]).sort((a, b) => b - a);
    return sorted.slice(0, doctypes).reduce((sum, some) => sum + some, 0);
  };
  return { calls: (isVirtual ? rows : batches) + mostExpensive('calls'), rows: rows + mostExpensive('rows') };
}

const COSTS: PlanCosts = {
  ofList: costOfList,
  ofNames: costOfNames,
  ofAnyTargets: costOfAnyTargets,
  ofSteps: costOfSteps,
  ofPage: costOfPage,
  ofTests: costOfTests,
};
