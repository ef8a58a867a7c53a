import { literalOf } from '../python/python-literal.ts';
import { type PyNode, partsOf } from '../python/python-tree.ts';
import { dictOf, listOf, subscriptOf, unpackedComprehension } from './collections.ts';
import { readFunction } from './functions.ts';
import { type Machine, placeOf } from './machine.ts';
import { chooseOperand, combine, compare, truthOf } from './operators.ts';
import { bind, scopeOf } from './scope.ts';
import { type Arguments, either, literal, optionsOf, type Scope, unknown, type Value } from './values.ts';

/** The value of an expression, without side effects other than those of the calls in it. */
export function evaluate(node: PyNode, scope: Scope, machine: Machine): Value {
  const stop = machine.enter();
  try {
    return stop === null ? machine.settle(evaluateNode(node, scope, machine)) : unknown(stop, placeOf(node, scope));
  } finally {
    machine.leave();
  }
}

function evaluateNode(node: PyNode, scope: Scope, machine: Machine): Value {
  switch (node.type) {
    case 'identifier':
      return lookUp(node, scope);
    case 'attribute':
      return readAttribute(node, scope, machine);
    case 'call':
      return evaluateCall(node, scope, machine);
    case 'lambda':
      return readFunction(node, scope);
    case 'list':
    case 'tuple':
    case 'set':
    case 'expression_list':
      return listOf(node, scope, machine);
    case 'dictionary':
      return dictOf(node, scope, machine);
    case 'list_comprehension':
    case 'set_comprehension':
    case 'generator_expression':
    case 'dictionary_comprehension':
      return unpackedComprehension(node, scope, machine);
    case 'subscript':
      return subscriptOf(node, scope, machine);
    case 'parenthesized_expression':
    case 'type':
    case 'await':
      return inner(node, scope, machine);
    case 'named_expression': {
      const value = inner(node, scope, machine, 'value');
      bind(scope, node.childForFieldName('name')?.text ?? '', value, node.startPosition.row + 1);
      return value;
    }
    default:
      return evaluateOperation(node, scope, machine);
  }
}

function evaluateOperation(node: PyNode, scope: Scope, machine: Machine): Value {
  const left = node.childForFieldName('left');
  const right = node.childForFieldName('right');
  const operator = node.childForFieldName('operator')?.text ?? '';
  switch (node.type) {
    case 'not_operator': {
      const truth = truthOf(inner(node, scope, machine, 'argument'));
      return truth === null ? unknown('a condition is known only on the site', placeOf(node, scope)) : literal(!truth);
    }
    case 'boolean_operator':
      if (left === null || right === null) break;
      return chooseOperand(operator, machine.evaluate(left, scope), () => machine.evaluate(right, scope));
    case 'binary_operator':
      if (left === null || right === null) break;
      return combine(operator, machine.evaluate(left, scope), machine.evaluate(right, scope));
    case 'comparison_operator':
      return evaluateComparison(node, scope, machine);
    case 'conditional_expression': {
      const [then, condition, otherwise] = partsOf(node);
      if (then === undefined || condition === undefined || otherwise === undefined) break;
      const truth = truthOf(machine.evaluate(condition, scope));
      if (truth !== null) return machine.evaluate(truth ? then : otherwise, scope);
      return either(machine.evaluate(then, scope), machine.evaluate(otherwise, scope));
    }
  }
  const value = literalOf(node);
  if (value !== undefined && (value === null || typeof value !== 'object')) return literal(value);
  return unknown(`\`${shortText(node)}\` is not evaluated`, placeOf(node, scope));
}

function inner(node: PyNode, scope: Scope, machine: Machine, field?: string): Value {
  const part = field === undefined ? partsOf(node)[0] : node.childForFieldName(field);
  return part ? machine.evaluate(part, scope) : unknown('it is incomplete', placeOf(node, scope));
}

function evaluateComparison(node: PyNode, scope: Scope, machine: Machine): Value {
  const parts = partsOf(node);
  const operators = node.children
    .filter((child) => !child.isNamed || child.type === 'comment')
    .map((child) => child.text)
    .join(' ')
    .trim();
  const [left, right] = parts;
  const result =
    left === undefined || right === undefined || parts.length > 2
      ? null
      : compare(operators, machine.evaluate(left, scope), machine.evaluate(right, scope));
  return result === null ? unknown('a condition is known only on the site', placeOf(node, scope)) : literal(result);
}

/** The name by which other expressions and warnings refer to it. */
export function shortText(node: PyNode): string {
  const text = node.text.replace(/\s+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function lookUp(node: PyNode, scope: Scope): Value {
  const name = node.text;
  const found = scopeOf(name, scope)?.names.get(name);
  if (found !== undefined) return found.value;
  let top = scope;
  while (top.parent !== null) top = top.parent;
  if (name === '__name__') return literal(top.module);
  // The machine settles this to the first module that has the name, or to a builtin.
  return { kind: 'imported', path: [...top.stars.map((star) => `${star}.${name}`), `builtins.${name}`].join('|') };
}

function readAttribute(node: PyNode, scope: Scope, machine: Machine): Value {
  const object = node.childForFieldName('object');
  const name = node.childForFieldName('attribute')?.text ?? '';
  if (object === null) return unknown('it is incomplete', placeOf(node, scope));
  const place = placeOf(node, scope);
  return either(...optionsOf(machine.evaluate(object, scope)).map((of) => machine.attribute(of, name, place)));
}

function evaluateCall(node: PyNode, scope: Scope, machine: Machine): Value {
  const callee = node.childForFieldName('function');
  const list = node.childForFieldName('arguments');
  if (callee === null) return unknown('it is incomplete', placeOf(node, scope));
  const called = machine.evaluate(callee, scope);
  return machine.call(called, readArguments(list, scope, machine), placeOf(node, scope));
}

function readArguments(list: PyNode | null, scope: Scope, machine: Machine): Arguments {
  const given: Value[] = [];
  const keywords = new Map<string, Value>();
  let others: Arguments['others'] = null;
  if (list?.type === 'generator_expression') given.push(machine.evaluate(list, scope));
  for (const part of list === null || list.type === 'generator_expression' ? [] : partsOf(list)) {
    if (part.type === 'keyword_argument') {
      keywords.set(part.childForFieldName('name')?.text ?? '', inner(part, scope, machine, 'value'));
    } else if (part.type === 'list_splat' || part.type === 'dictionary_splat') {
      const splat = inner(part, scope, machine);
      if (splat.kind === 'list') given.push(...splat.items);
      else if (splat.kind === 'dict') {
        for (const [name, value] of splat.entries) keywords.set(name, value);
        others ??= splat.others;
      } else others ??= splat.kind === 'unknown' ? splat : unknown(`\`${shortText(part)}\``, placeOf(part, scope));
    } else given.push(machine.evaluate(part, scope));
  }
  return { positional: given, keywords, others, node: list };
}
