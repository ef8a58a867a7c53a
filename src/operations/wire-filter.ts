import { badUserInput } from '../errors.ts';
import type { FrappeFilter } from '../frappe/list-request.ts';
import type { Condition, Filter } from './filter.ts';

/** A filter in the form of Frappe's list calls: all of `filters`, and one of `orFilters` where there are any. */
export interface WireFilter {
  filters: readonly FrappeFilter[];
  orFilters: readonly FrappeFilter[];
}

/** @returns null where nothing can match, so that no call is needed. */
export function toWireFilter(filter: Filter): WireFilter | null {
  const filters: FrappeFilter[] = [];
  let orFilters: FrappeFilter[] = [];
  for (const part of flattenAnd(filter)) {
    if (part.kind === 'condition') {
      const wire = toWireConditions(part);
      if (wire === null) return null;
      filters.push(...wire);
    } else if (part.kind === 'or') {
      if (part.parts.length === 0) return null;
      if (orFilters.length > 0) throw badUserInput('Only one "or" can be answered by this site.', 'filter.or');
      orFilters = part.parts.flatMap(toOrFilter);
    } else throw badUserInput('"not" cannot be answered by this site.', 'filter.not');
  }
  return { filters, orFilters };
}

function flattenAnd(filter: Filter): Filter[] {
  return filter.kind === 'and' ? filter.parts.flatMap(flattenAnd) : [filter];
}

function toOrFilter(part: Filter): FrappeFilter[] {
  const wire = part.kind === 'condition' ? toWireConditions(part) : undefined;
  if (wire === null) return [];
  if (wire?.length === 1) return wire;
  throw badUserInput('Only plain conditions can stand inside "or" on this site.', 'filter.or');
}

/**
 * Writes one condition as Frappe reads it. Never a null: `= null` matches nothing on some fieldtypes and everything on
 * others (frappe/model/db_query.py).
 *
 * @returns conditions that must all hold, or null where none can match.
 */
export function toWireConditions(condition: Condition): FrappeFilter[] | null {
  const { fieldname, operator, value, isNullable } = condition;
  if (operator === 'isSet' || value === null) return [unsetCondition(condition)];
  if (Array.isArray(value)) {
    const list = value as readonly (string | number)[];
    if (operator === 'between')
      return [
        [fieldname, '>=', list[0] ?? ''],
        [fieldname, '<=', list[1] ?? ''],
      ];
    if (list.length === 0) return operator === 'in' ? null : [];
    return [[fieldname, operator === 'in' ? 'in' : 'not in', list]];
  }
  const wire: FrappeFilter = [fieldname, WIRE_OPERATOR[operator] ?? '=', value as string | number];
  // Frappe reads an unset value as the smallest one here, so that `<` would find it.
  const excludesUnset = isNullable && (operator === 'lt' || operator === 'lte');
  return excludesUnset ? [wire, [fieldname, 'is', 'set']] : [wire];
}

const WIRE_OPERATOR: Partial<Record<Condition['operator'], string>> = {
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
  ancestorsOf: 'ancestors of',
};

/** Numbers and checks cannot be unset: there, 0 and "not set" are one. */
function unsetCondition({ fieldname, operator, value, isNullable }: Condition): FrappeFilter {
  const wantsSet = operator === 'isSet' ? value === true : operator === 'ne' || operator === 'notIn';
  if (isNullable) return [fieldname, 'is', wantsSet ? 'set' : 'not set'];
  return [fieldname, wantsSet ? '!=' : '=', 0];
}
