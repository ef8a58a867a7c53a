import type { DocTypeMeta } from '../../../metadata/doctype-meta.ts';
import type { Cost, CostBasis } from '../../plan/cost.ts';
import type { CompleteRows, DocPlan, ListRead, ReadStep, Row, RowSource } from '../../plan/read-plan.ts';
import type { RequestScope } from '../scope/request-scope.ts';

/** The rows that a step completes. */
export interface StepInput {
  readonly scope: RequestScope;
  /** The DocType of the rows. */
  readonly doctype: DocTypeMeta;
  readonly rows: readonly Row[];
  /** The source of the rows: a list, documents, or rows of documents. */
  readonly source: RowSource;
  /** Completes the rows of the next level. */
  readonly next: CompleteRows;
}

/** The number and kind of rows that the cost of a step is estimated for. */
export interface StepCostInput {
  readonly doctype: DocTypeMeta;
  readonly rows: number;
  /** Whether the rows are whole documents, which have more in themselves than rows of a list. */
  readonly areWhole: boolean;
  readonly basis: CostBasis;
  /** Estimate the reads of the next level. */
  readonly costs: PlanCosts;
}

/** Estimates of reads that steps lead to. */
export interface PlanCosts {
  ofList(read: ListRead, basis: CostBasis): Cost;
  /** Documents that are read by their names. */
  ofNames(plan: DocPlan, names: number, basis: CostBasis): Cost;
  /** Documents of any of some DocTypes. */
  ofAnyTargets(plans: readonly DocPlan[], rows: number, basis: CostBasis): Cost;
  /** The fields of a plan that its rows lack. */
  ofSteps(plan: DocPlan, rows: number, areWhole: boolean, basis: CostBasis): Cost;
  /** One page, and the number of all documents. */
  ofPage(read: ListRead): Cost;
  /** The calls before a page: names that its filter resolves to, and the caller's roles. */
  ofTests(read: ListRead, basis: CostBasis, isUnjoined?: boolean): Cost;
}

/** One kind of step: how it reads, and what that may cost. Its plan is plain data (`read-plan.ts`). */
export interface StepKind<Step extends ReadStep = ReadStep> {
  /** Reads what the step asks for, and attaches it to the rows under the step's `key`. */
  read(step: Step, input: StepInput): Promise<void>;
  cost(step: Step, input: StepCostInput): Cost;
}

/** Rows that a child table or a response for one document is assumed to have. */
export const ROWS_PER_TABLE = 10;
