import { type FrappeError, frappeThrow, pythonError } from '../frappe-error.ts';
import { pythonRepr } from './python-repr.ts';

/** One condition of a filter, as written. */
export interface FilterTerm {
  /** DocType of a four-part filter. */
  doctype?: string;
  fieldname: string;
  operator: string;
  value: unknown;
}

/** Conditions with and/or between them (v17's v2 list). */
export interface FilterGroup {
  word: 'and' | 'or';
  parts: (FilterTerm | FilterGroup)[];
}

/** Reads the flat shapes: a dict, or a list of three- and four-part filters. */
export function readFilters(filters: unknown): FilterTerm[] {
  if (filters === undefined || filters === null || filters === '') return [];
  if (Array.isArray(filters)) return filters.map(readTerm);
  if (typeof filters !== 'object') return [{ fieldname: 'name', operator: '=', value: filters }];
  return Object.entries(filters as Record<string, unknown>).map(([fieldname, value]) => {
    const isPair = Array.isArray(value) && value.length === 2 && typeof value[0] === 'string';
    return isPair ? { fieldname, operator: String(value[0]), value: value[1] } : { fieldname, operator: '=', value };
  });
}

/** The operators of a condition between and/or: no trees, no relative spans. */
const NESTED_OPERATORS = new Set([
  ...['=', '!=', '>', '<', '>=', '<=', 'like', 'not like', 'in', 'not in'],
  ...['is', 'between', 'timespan', 'regex'],
]);

/** Reads filters that may be nested: `[cond, "or", [cond, "and", cond]]`. @throws FrappeError 417 */
export function readNestedFilters(filters: unknown): FilterGroup {
  const refused = refusedCondition(filters, false);
  if (refused) throw nestedFilterError(filters, refused);
  return readGroup(filters);
}

function refusedCondition(filters: unknown, isNested: boolean): unknown[] | undefined {
  if (!Array.isArray(filters)) return undefined;
  if (isValueList(filters)) return isNested && !NESTED_OPERATORS.has(operatorOf(filters)) ? filters : undefined;
  const hasWords = filters.some((part) => part === 'and' || part === 'or');
  for (const part of filters) {
    const refused = refusedCondition(part, isNested || hasWords);
    if (refused) return refused;
  }
  return undefined;
}

function operatorOf(term: unknown[]): string {
  return String(term.length >= 4 ? term[2] : term[1]).toLowerCase();
}

function nestedFilterError(filters: unknown, refused: unknown[]): FrappeError {
  const reason = `Invalid simple filter format: ${pythonRepr(refused)}`;
  const error = frappeThrow('ValidationError', `Error parsing nested filters: ${pythonRepr(filters)}. ${reason}`);
  const inner = { message: reason, title: 'Message', isThrown: true };
  return Object.assign(error, { details: { ...error.details, messages: [...(error.details.messages ?? []), inner] } });
}

function readGroup(filters: unknown): FilterGroup {
  if (!Array.isArray(filters)) return { word: 'and', parts: readFilters(filters) };
  const words = filters.filter((part) => part === 'and' || part === 'or');
  if (words.length === 0 && isTermList(filters)) return { word: 'and', parts: filters.map(readPart) };
  if (words.length === 0) return { word: 'and', parts: [readTerm(filters)] };
  if (new Set(words).size > 1) throw frappeThrow('ValidationError', 'Mixed and/or on one level of the filters');
  const parts = filters.filter((part) => Array.isArray(part)).map(readPart);
  return { word: words[0] as 'and' | 'or', parts };
}

/** Whether a part is a group. */
export function isGroup(part: FilterTerm | FilterGroup): part is FilterGroup {
  return 'parts' in part;
}

function isTermList(filters: unknown[]): boolean {
  return filters.every((part) => Array.isArray(part) || (typeof part === 'object' && part !== null));
}

function readPart(part: unknown): FilterTerm | FilterGroup {
  if (Array.isArray(part) && part.some((inner) => Array.isArray(inner)) && !isValueList(part)) return readGroup(part);
  return readTerm(part);
}

/** `["name", "in", ["a", "b"]]`: the inner list is a value. */
function isValueList(part: unknown[]): boolean {
  return typeof part[0] === 'string' && typeof part[1] === 'string';
}

function readTerm(term: unknown): FilterTerm {
  if (term !== null && typeof term === 'object' && !Array.isArray(term)) {
    const [first] = readFilters(term);
    if (first) return first;
  }
  if (!Array.isArray(term)) throw pythonError('IndexError', 'string index out of range');
  if (term.length === 3) return { fieldname: String(term[0]), operator: String(term[1]), value: term[2] };
  if (term.length >= 4) {
    return { doctype: String(term[0]), fieldname: String(term[1]), operator: String(term[2]), value: term[3] };
  }
  throw frappeThrow('ValidationError', 'Filter must have 4 values (doctype, fieldname, operator, value)');
}
