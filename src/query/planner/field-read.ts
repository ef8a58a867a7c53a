import type { FieldNode, GraphQLField } from 'graphql';
import type { DocPlan, DocumentReadName, ReadStep } from '../plan/read-plan.ts';
import type { PlanContext } from '../selection/selection.ts';

/** The data that a field needs of its document: kept in the field's extensions, read when a query is planned. */
export type FieldRead =
  /** A docfield that is shown as it is. */
  | { readonly kind: 'column'; readonly fieldname: string }
  /** The workflow state of the document. */
  | { readonly kind: 'workflow' }
  /** The title of the document. */
  | { readonly kind: 'title' }
  /** Data that the site returns for one document at a time. */
  | { readonly kind: 'perDocument'; readonly read: DocumentReadName }
  /** A column that is not a docfield. */
  | { readonly kind: 'optionalColumn'; readonly fieldname: '_user_tags' }
  /** Such a column that lists users. */
  | { readonly kind: 'users'; readonly fieldname: '_assign' | '_liked_by' }
  /** An object that stands for the document itself: its fields are planned as the document's. */
  | { readonly kind: 'self' }
  | { readonly kind: 'link'; readonly fieldname: string; readonly target: string; readonly attachAs?: string }
  | { readonly kind: 'dynamicLink'; readonly fieldname: string; readonly doctypeFieldname: string }
  | { readonly kind: 'childTable'; readonly fieldname: string; readonly target: string; readonly byDocument: boolean }
  /** A read that depends on the field's arguments, such as a page of other documents. */
  | { readonly kind: 'arguments'; readonly toStep: (input: PlanInput) => ReadStep };

/** The context of a field that plans itself. */
export interface PlanInput {
  readonly context: PlanContext;
  readonly field: GraphQLField<unknown, unknown>;
  readonly args: Readonly<Record<string, unknown>>;
  readonly nodes: readonly FieldNode[];
  /** Plans what nodes ask of documents of a DocType. */
  readonly plan: (doctype: string, nodes: readonly FieldNode[]) => DocPlan;
}

/** @returns the extensions that carry a field's read. */
export function readExtension(read: FieldRead): { read: FieldRead } {
  return { read };
}

/** @returns null for fields that need nothing but the document's name. */
export function readOf(field: GraphQLField<unknown, unknown>): FieldRead | null {
  return (field.extensions.read as FieldRead | undefined) ?? null;
}
