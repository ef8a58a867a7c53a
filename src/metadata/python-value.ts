import { ExactNumber, isJsonObject } from '../exact-json.ts';
import type { PythonScalar, PythonType } from './python-type.ts';

/**
 * Looks whether a JSON value can be what an annotation says.
 *
 * @returns where it is not, and what was expected there; null if all is well.
 */
export function findMismatch(type: PythonType, value: unknown, path: string): string | null {
  switch (type.kind) {
    case 'any':
      return null;
    case 'list':
      return Array.isArray(value) ? findInList(type.of, value, path) : expected(type, value, path);
    case 'union':
      return type.options.some((option) => findMismatch(option, value, path) === null)
        ? null
        : (onlyMisfit(type.options, value, path) ?? expected(type, value, path));
    default:
      return fits(type, value) ? null : expected(type, value, path);
  }
}

function findInList(of: PythonType, values: readonly unknown[], path: string): string | null {
  for (const [index, value] of values.entries()) {
    const mismatch = findMismatch(of, value, `${path}.${index}`);
    if (mismatch !== null) return mismatch;
  }
  return null;
}

/** A list in a union with one kind of list is reported by its wrong entry. */
function onlyMisfit(options: readonly PythonType[], value: unknown, path: string): string | null {
  const lists = Array.isArray(value) ? options.filter(({ kind }) => kind === 'list') : [];
  return lists.length === 1 && lists[0] !== undefined ? findMismatch(lists[0], value, path) : null;
}

function fits(type: PythonType, value: unknown): boolean {
  if (type.kind === 'none') return value === null;
  if (type.kind === 'dict') return isJsonObject(value);
  if (type.kind === 'literal') return type.values.some((option) => option === value);
  return type.kind === 'scalar' && JSON_KINDS[type.name].includes(jsonKind(value));
}

const JSON_KINDS: Readonly<Record<PythonScalar, readonly string[]>> = {
  bigint: ['integer', 'text'],
  bool: ['boolean'],
  date: ['text'],
  datetime: ['text'],
  decimal: ['integer', 'number', 'text'],
  float: ['integer', 'number'],
  int: ['integer'],
  str: ['text'],
  time: ['text'],
  timedelta: ['integer', 'number', 'text'],
};

function expected(type: PythonType, value: unknown, path: string): string {
  return `${path} must be ${describe(type)}, and not ${withArticle(jsonKind(value))}.`;
}

function describe(type: PythonType): string {
  switch (type.kind) {
    case 'scalar':
      return `${withArticle(JSON_KINDS[type.name][0] ?? '')} (${type.name})`;
    case 'literal':
      return type.values.map((value) => JSON.stringify(value)).join(' or ');
    case 'list':
      return 'a list';
    case 'dict':
      return 'an object';
    case 'union':
      return type.options.map(describe).join(' or ');
    default:
      return type.kind === 'none' ? 'null' : 'anything';
  }
}

function jsonKind(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  if (value instanceof ExactNumber) return /^-?\d+$/.test(value.digits) ? 'integer' : 'number';
  return typeof value === 'string' ? 'text' : typeof value;
}

function withArticle(kind: string): string {
  if (kind === 'null' || kind === 'text') return kind;
  return `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`;
}
