import { either, type ListValue, literal, optionsOf, type UnknownValue, unknown, type Value } from './values.ts';

/** Longer texts and lists are not computed, so that no source can exhaust the memory. */
const MAX_LENGTH = 10_000;

/** Whether a value counts as true; null if only the running program knows. */
export function truthOf(value: Value): boolean | null {
  switch (value.kind) {
    case 'literal':
      return Boolean(value.value);
    case 'list':
      return value.items.length > 0;
    case 'dict':
      return value.entries.size > 0 ? true : value.others === null ? false : null;
    case 'function':
    case 'class':
    case 'module':
    case 'native':
      return true;
    case 'external':
      // A module or function of the installation; `frappe.conf.x` and the like are known only there.
      return isCallableName(value.path) ? true : null;
    case 'either': {
      const truths = new Set(value.options.map(truthOf));
      return truths.size === 1 ? ([...truths][0] ?? null) : null;
    }
    default:
      return null;
  }
}

function isCallableName(path: string): boolean {
  return /^builtins\.|^functools\.|^\w+$|^frappe\.whitelist$/.test(path);
}

/** `not`, `and`, `or` over values. */
export function chooseOperand(operator: string, left: Value, right: () => Value): Value {
  const truth = truthOf(left);
  if (truth === null) return either(left, right());
  return truth === (operator === 'or') ? left : right();
}

/** `a + b`, `a | b` and others where both sides are known. */
export function combine(operator: string, left: Value, right: Value): Value {
  if (left.kind === 'either' || right.kind === 'either') {
    const sides = optionsOf(left).flatMap((a) => optionsOf(right).map((b) => combine(operator, a, b)));
    return either(...sides.slice(0, 16));
  }
  if (isNumber(left) && isNumber(right)) return calculate(operator, left.value, right.value);
  if (operator === '+') return add(left, right);
  if (operator === '|') return merge(left, right);
  if (operator === '-' && left.kind === 'list' && right.kind === 'list') return subtract(left, right);
  return unknownOf(left, right) ?? unknown(`\`${operator}\` is not evaluated`);
}

function isNumber(value: Value): value is { kind: 'literal'; value: number } {
  return value.kind === 'literal' && typeof value.value === 'number';
}

function calculate(operator: string, a: number, b: number): Value {
  const results: Record<string, number> = { '+': a + b, '-': a - b, '*': a * b, '/': a / b, '%': a % b };
  const result = results[operator];
  return result === undefined ? unknown(`\`${operator}\` is not evaluated`) : literal(result);
}

function add(left: Value, right: Value): Value {
  if (left.kind === 'list' && right.kind === 'list') return shortList([...left.items, ...right.items]);
  if (left.kind === 'literal' && right.kind === 'literal') {
    const [a, b] = [left.value, right.value];
    if (typeof a === 'string' && typeof b === 'string' && a.length + b.length < MAX_LENGTH) return literal(a + b);
  }
  return unknownOf(left, right) ?? unknown('`+` is not evaluated here');
}

function merge(left: Value, right: Value): Value {
  if (left.kind === 'list' && right.kind === 'list') return shortList([...left.items, ...right.items]);
  if (left.kind === 'dict' && right.kind === 'dict')
    return { kind: 'dict', entries: new Map([...left.entries, ...right.entries]), others: left.others ?? right.others };
  const known = left.kind === 'dict' ? left : right.kind === 'dict' ? right : null;
  const reason = unknownOf(left, right) ?? unknown('`|` is not evaluated here');
  return known === null ? reason : { kind: 'dict', entries: new Map(known.entries), others: reason };
}

function subtract(left: ListValue, right: ListValue): Value {
  return { kind: 'list', items: left.items.filter((item) => isIn(item, right) !== true) };
}

/** A list, unless it is too long. */
export function shortList(items: Value[]): Value {
  return items.length > MAX_LENGTH ? unknown('the list is too long') : { kind: 'list', items };
}

function unknownOf(left: Value, right: Value): UnknownValue | null {
  return left.kind === 'unknown' ? left : right.kind === 'unknown' ? right : null;
}

/** `a == b`, `a is b`, `a in b`, `a < b` and their opposites; null if only the running program knows. */
export function compare(operator: string, left: Value, right: Value): boolean | null {
  if (operator === '!=' || operator === 'is not' || operator === 'not in') {
    const opposite = { '!=': '==', 'is not': 'is', 'not in': 'in' }[operator];
    const result = compare(opposite, left, right);
    return result === null ? null : !result;
  }
  if (operator === '==' || operator === 'is') return isEqual(left, right);
  if (operator === 'in') return isIn(left, right);
  if (left.kind !== 'literal' || right.kind !== 'literal') return null;
  const [a, b] = [left.value, right.value];
  if (typeof a !== 'number' || typeof b !== 'number') return null;
  if (operator === '<') return a < b;
  if (operator === '>') return a > b;
  return operator === '<=' ? a <= b : operator === '>=' ? a >= b : null;
}

function isEqual(left: Value, right: Value): boolean | null {
  if (left === right) return true;
  if (left.kind === 'literal' && right.kind === 'literal') return left.value === right.value;
  const isNone = (value: Value) => value.kind === 'literal' && value.value === null;
  // Only a literal is None; functions, modules and lists never are.
  if (isNone(left) || isNone(right)) return truthOf(isNone(left) ? right : left) === null ? null : false;
  if (left.kind === 'external' && right.kind === 'external') return left.path === right.path ? true : null;
  return null;
}

function isIn(item: Value, container: Value): boolean | null {
  if (container.kind === 'literal' && item.kind === 'literal')
    return typeof container.value === 'string' && typeof item.value === 'string'
      ? container.value.includes(item.value)
      : null;
  if (container.kind === 'dict' && item.kind === 'literal')
    return container.entries.has(String(item.value)) ? true : container.others === null ? false : null;
  if (container.kind !== 'list') return null;
  const results = container.items.map((other) => isEqual(item, other));
  return results.includes(true) ? true : results.includes(null) ? null : false;
}
