/** The value that a condition compares with: a list for `in` and `not in`. */
export type FrappeFilterValue = string | number | readonly (string | number)[];

/**
 * A condition on the wire, on a column of the DocType or, with four parts, on one of a child DocType. Values are never
 * null: Frappe reads null wrongly.
 */
export type FrappeFilter =
  | readonly [fieldname: string, operator: string, value: FrappeFilterValue]
  | readonly [childDoctype: string, fieldname: string, operator: string, value: FrappeFilterValue];

/** Conditions joined by "and" or "or", in any nesting: `[["a", "=", 1], "or", [["b", "=", 2], "and", …]]`. */
export type NestedFilter = FrappeFilter | readonly (NestedFilter | 'and' | 'or')[];
