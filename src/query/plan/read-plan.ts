import { deriveOnce } from '../../derive-once.ts';
import type { DocTypeMeta } from '../../metadata/doctype-meta.ts';
import type { Filter } from './filter.ts';
import type { PageRequest } from './page-request.ts';
import type { SortKey } from './sort-order.ts';

/** The plan for documents of one DocType: plain data, made from the selection before any call. */
export interface DocPlan {
  readonly doctype: DocTypeMeta;
  /** Stored columns that are asked for, or that a step needs. `name` is always read. */
  readonly columns: ReadonlySet<string>;
  /** The steps that run in parallel once the rows are there. */
  readonly steps: readonly ReadStep[];
}

/** Something that is read once rows are there. */
export type ReadStep =
  | LinkStep
  | DynamicLinkStep
  | ChildTableStep
  | WholeFieldsStep
  | BacklinkStep
  | TreeStep
  | TitleStep
  | WorkflowStep
  | PerDocumentStep
  | UsersStep;

interface Step {
  /** The key of a row under which the step attaches its result. A query can select a field with several arguments. */
  readonly key: string;
}

/** Documents that a Link docfield names. */
export interface LinkStep extends Step {
  readonly kind: 'link';
  readonly fieldname: string;
  readonly plan: DocPlan;
}

/** Documents of the DocTypes that a second docfield names. */
export interface DynamicLinkStep extends Step {
  readonly kind: 'dynamicLink';
  readonly fieldname: string;
  readonly doctypeFieldname: string;
  /** The plans of all DocTypes of which more than the name is asked, by DocType: a row may lead to any of them. */
  readonly targets: ReadonlyMap<string, DocPlan>;
}

/** The rows of a Table or Table MultiSelect docfield. */
export interface ChildTableStep extends Step {
  readonly kind: 'childTable';
  readonly fieldname: string;
  /** Its rows are taken from whole documents, each read by itself: they are nowhere else, or hidden elsewhere. */
  readonly byDocument: boolean;
  readonly plan: DocPlan;
}

/** Docfields that only whole documents have, such as those that the controller computes. */
export interface WholeFieldsStep extends Step {
  readonly kind: 'wholeFields';
  readonly fieldnames: readonly string[];
  /** The steps that lead on from these docfields, such as a link that the controller computes. */
  readonly plan: DocPlan;
}

/** Documents that name the row in a link of their own, or in one of their child rows. */
export interface BacklinkStep extends Step {
  readonly kind: 'backlink';
  readonly linkFieldname: string;
  /** Of a Dynamic Link: the docfield next to it that names the DocType; else null. */
  readonly doctypeFieldname: string | null;
  /** The table whose rows hold the link; null if the documents themselves do. */
  readonly table: { readonly fieldname: string; readonly child: DocTypeMeta } | null;
  readonly read: ListRead;
}

/** The titles of the rows. */
export interface TitleStep extends Step {
  readonly kind: 'title';
  /** The docfield of the title. */
  readonly fieldname: string;
  /** Whether the site translates such titles. */
  readonly isTranslated: boolean;
}

/** Data that the site returns for one document at a time. */
export interface PerDocumentStep extends Step {
  readonly kind: 'perDocument';
  readonly read: DocumentReadName;
  /** The plans for documents that the response names. They are read later; here they are counted. */
  readonly below: readonly DocPlan[];
}

/** Users whom a column lists; that of assignees is missing in single documents. */
export interface UsersStep extends Step {
  readonly kind: 'users';
  readonly fieldname: '_assign' | '_liked_by';
  /** The plan for the users; null if only the name is selected. */
  readonly plan: DocPlan | null;
}

/** The calls about one document that a query may ask for; `operations/document-reads.ts` says what each is. */
export type DocumentReadName = 'permissions' | 'docinfo';

/** The key under which a call about one document attaches its answer. */
export function perDocumentKey(read: DocumentReadName): string {
  return `${read}:document`;
}

/** The key under which the title of a row is attached. */
export const TITLE_KEY = 'title:meta';

/** The workflow states of the rows. */
export interface WorkflowStep extends Step {
  readonly kind: 'workflow';
  /** The docfield that holds the state. */
  readonly fieldname: string;
  readonly needsTransitions: boolean;
  /** Whether names of states or actions are to be translated. */
  readonly needsLabels: boolean;
}

/** The key under which the workflow of a row is attached. */
export const WORKFLOW_KEY = 'workflow:meta';

/** The documents above or below the rows in their tree. */
export interface TreeStep extends Step {
  readonly kind: 'tree';
  readonly relation: 'ancestorsOf' | 'descendantsOf';
  readonly read: ListRead;
}

/** A page of documents, as plain data. */
export interface ListRead {
  /** The plan for the documents; null if only their number is selected. */
  plan: DocPlan | null;
  doctype: DocTypeMeta;
  filter: Filter;
  orderBy: readonly SortKey[];
  page: PageRequest;
  /** Whether to find out if rows follow (or, read backward, precede), which costs one row and no call. */
  needsMore: boolean;
  /** Whether cursors are made of the rows, which takes their sort columns. */
  needsCursors: boolean;
  count: CountNeed;
}

/** Whether all documents are counted, and if so whether up to the limit of counts. */
export type CountNeed = 'none' | 'capped' | 'exact';

/** A document or row as the site sent it, by fieldname; results of steps are attached under `attachedKey`. */
export type Row = Record<string, unknown>;

/** The key under which a step attaches what it read. No fieldname can hold a colon. */
export function attachedKey(fieldname: string): string {
  return `${fieldname}:read`;
}

/** The columns of a read, and those of child tables that come along with it. */
export interface RowShape {
  readonly columns: readonly string[];
  readonly tables: Readonly<Record<string, readonly string[]>>;
  /** Columns of joined tables (`items.item`) by the key under which they are wanted. */
  readonly aliases?: Readonly<Record<string, string>>;
}

/** The columns that a list call has to ask for, with child tables where the site can nest them. */
export function toRowShape(plan: DocPlan, nestedChildRows: boolean): RowShape {
  return nestedChildRows ? nestedShapeOf(plan) : flatShapeOf(plan);
}

const nestedShapeOf = deriveOnce((plan: DocPlan) => shapeOf(plan, true));
const flatShapeOf = deriveOnce((plan: DocPlan) => shapeOf(plan, false));

function shapeOf(plan: DocPlan, nestedChildRows: boolean): RowShape {
  const columns = ['name', ...[...plan.columns].filter((column) => column !== 'name').sort()];
  const tables: Record<string, readonly string[]> = {};
  if (nestedChildRows) {
    for (const step of plan.steps) {
      if (step.kind === 'childTable' && !step.byDocument) tables[step.fieldname] = childColumns(step.plan);
    }
  }
  return { columns, tables };
}

/** Shapes with the same key are the same. */
export const keyOfShape: (shape: RowShape) => string = deriveOnce((shape: RowShape) => JSON.stringify(shape));

/** The columns of child rows: their name, and the selected ones. */
export const childColumns: (plan: DocPlan) => readonly string[] = deriveOnce((plan: DocPlan) => [
  ...new Set(['name', ...[...plan.columns].sort()]),
]);

/** One read that answers all of the given ones. */
export function mergeShapes(shapes: readonly RowShape[]): RowShape {
  const [first] = shapes;
  if (first !== undefined && shapes.length === 1) return first;
  const columns = new Set<string>();
  const tables: Record<string, string[]> = {};
  for (const shape of shapes) {
    for (const column of shape.columns) columns.add(column);
    for (const [table, tableColumns] of Object.entries(shape.tables)) {
      tables[table] = [...new Set([...(tables[table] ?? []), ...tableColumns])];
    }
  }
  return { columns: [...columns], tables };
}

/**
 * The origin of rows: a document contains its child rows and virtual docfields, and so does a child row of one
 * (`row`). A row of a list has neither.
 */
export type RowSource = 'document' | 'row' | 'list';

/** Reads what a plan asks beyond rows' own columns. Steps are given it, as each may lead to a next level. */
export type CompleteRows = (plan: DocPlan, rows: readonly Row[], source: RowSource) => Promise<void>;
