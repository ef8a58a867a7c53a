import type { GraphQLField } from 'graphql';

/** What a field needs of its document: kept in the field's extensions, read when a query is planned. */
export type FieldRead =
  /** A stored column. */
  | { readonly kind: 'column'; readonly fieldname: string }
  /** A docfield that only whole documents have. */
  | { readonly kind: 'virtual'; readonly fieldname: string }
  | { readonly kind: 'link'; readonly fieldname: string; readonly target: string }
  | { readonly kind: 'dynamicLink'; readonly fieldname: string; readonly doctypeFieldname: string }
  | { readonly kind: 'childTable'; readonly fieldname: string; readonly target: string };

/** @returns the extensions that carry a field's read. */
export function readExtension(read: FieldRead): { read: FieldRead } {
  return { read };
}

/** @returns null for fields that need nothing but the document's name. */
export function readOf(field: GraphQLField<unknown, unknown>): FieldRead | null {
  return (field.extensions.read as FieldRead | undefined) ?? null;
}
