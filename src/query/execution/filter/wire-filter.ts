import type { FrappeFilter, NestedFilter } from '../../../frappe/frappe-filter.ts';
import type { ListQuery } from '../../../frappe/list-request.ts';
import type { DocTypeMeta } from '../../../metadata/doctype-meta.ts';
import type { Condition, Operator } from '../../plan/filter.ts';
import { type SortKey, toOrderBy } from '../../plan/sort-order.ts';

/** A filter in the form of Frappe's list calls: all of `filters`, and one of `orFilters` where there are any. */
export interface WireFilter {
  filters: readonly FrappeFilter[];
  orFilters: readonly FrappeFilter[];
  /** A nested filter, for sites that take one; `filters` apply in addition. */
  nested?: NestedFilter;
  /** Says the same without a nested list, by calls for names, where a call with it would be too long. */
  toPlain?: () => Promise<WireFilter | null>;
  /** Whether the filters join rows of child tables, which repeat their document unless the call groups by its name. */
  joinsRows: boolean;
  /** Whether each joined row is wanted, and not only their document. */
  keepsRows?: boolean;
}

/** Writes a filter and an order as parameters of a list call. */
export function toListQuery(
  doctype: DocTypeMeta,
  wire: WireFilter,
  keys: readonly SortKey[],
): Pick<ListQuery, 'filters' | 'orFilters' | 'nested' | 'orderBy' | 'groupBy'> {
  const { filters, orFilters, joinsRows, nested } = wire;
  if (nested) return { nested: narrowNested(nested, filters), orderBy: toOrderBy(doctype, keys) };
  const isGrouped = joinsRows && wire.keepsRows !== true;
  const orderBy = toOrderBy(doctype, keys, joinsRows);
  return { filters, orFilters, orderBy, ...(isGrouped ? { groupBy: `\`tab${doctype.name}\`.\`name\`` } : {}) };
}

/** `[a, "or", b, "or", c]`; a single part is used as it is, and none means everything. */
export function joinNested(kind: 'and' | 'or', parts: readonly NestedFilter[]): NestedFilter | 'all' {
  const [first, ...others] = parts;
  if (first === undefined) return 'all';
  if (others.length === 0) return first;
  return [first, ...others.flatMap((part) => [kind, part])];
}

/** Adds plain conditions to a nested filter. */
function narrowNested(nested: NestedFilter, filters: readonly FrappeFilter[]): NestedFilter {
  return joinNested('and', [nested, ...filters]) as NestedFilter;
}

/**
 * Writes one condition as Frappe reads it. Never a null: `= null` matches nothing on some fieldtypes and everything on
 * others (frappe/model/db_query.py).
 *
 * @returns conditions that must all hold, or null if none can match.
 */
export function toWireConditions(condition: Condition): FrappeFilter[] | null {
  const { fieldname, operator, value, isNullable } = condition;
  if (fieldname === 'name' && (operator === 'isSet' || value === null)) return findsUnset(condition) ? null : [];
  if (operator === 'isSet' || value === null) return [unsetCondition(condition)];
  if (Array.isArray(value)) {
    const list = value as readonly (string | number)[];
    // `between` itself works on dates only before v16 (frappe/model/db_query.py).
    if (operator === 'between') {
      return [
        [fieldname, '>=', list[0] ?? ''],
        [fieldname, '<=', list[1] ?? ''],
      ];
    }
    if (list.length === 0) return operator === 'in' ? null : [];
    // Before v17, "not in" compares a number as the text in which the database writes it (`34395.570000000`).
    if (operator === 'notIn' && !condition.isText) return list.map((item): FrappeFilter => [fieldname, '!=', item]);
    return [[fieldname, operator === 'in' ? 'in' : 'not in', list]];
  }
  const wire: FrappeFilter = [fieldname, WIRE_OPERATOR[operator] ?? '=', value as string | number];
  // Frappe compares an unset value as the smallest one.
  const includesUnset = operator === 'lt' || operator === 'lte' || (operator === 'gte' && value === '');
  return isNullable && includesUnset ? [wire, [fieldname, 'is', 'set']] : [wire];
}

const WIRE_OPERATOR: Partial<Record<Operator, string>> = {
  eq: '=',
  ne: '!=',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
  like: 'like',
  notLike: 'not like',
  timespan: 'timespan',
  descendantsOf: 'descendants of',
  notDescendantsOf: 'not descendants of',
  ancestorsOf: 'ancestors of',
  notAncestorsOf: 'not ancestors of',
};

/** Whether a test of presence asks for what is not set. */
function findsUnset({ operator, value }: Condition): boolean {
  return operator === 'isSet' ? value !== true : operator === 'eq' || operator === 'in';
}

/** Numbers and checks cannot be unset: there, 0 and "not set" are one. */
function unsetCondition(condition: Condition): FrappeFilter {
  const { fieldname, isNullable } = condition;
  const needsSet = !findsUnset(condition);
  if (isNullable) return [fieldname, 'is', needsSet ? 'set' : 'not set'];
  return [fieldname, needsSet ? '!=' : '=', 0];
}
