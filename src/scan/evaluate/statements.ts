import { readImport } from '../python/imports.ts';
import { type PyNode, partsOf } from '../python/python-tree.ts';
import { assign, forget } from './assign.ts';
import { itemsOf } from './collections.ts';
import { defineClass, defineFunction, runDecorated } from './definitions.ts';
import { type Completion, type Machine, placeOf } from './machine.ts';
import { combine, truthOf } from './operators.ts';
import { bind } from './scope.ts';
import { type Binding, either, NONE, optionsOf, type Scope, unknown, type Value } from './values.ts';

const GOES_ON: Completion = { returned: null, ends: false };
const ENDS: Completion = { returned: null, ends: true };

/** Loops over longer lists are run once, with an unknown item. */
const MAX_ROUNDS = 500;

/** Runs statements over the values that are known. If a condition is unknown, both branches run. */
export function runStatements(statements: readonly PyNode[], scope: Scope, machine: Machine): Completion {
  let returned: Value | null = null;
  for (const statement of statements) {
    const stop = machine.enter();
    const done = stop === null ? runStatement(statement, scope, machine) : stopped(stop, statement, scope);
    machine.leave();
    if (done.returned !== null) returned = returned === null ? done.returned : either(returned, done.returned);
    if (done.ends) return { returned, ends: true };
  }
  return { returned, ends: false };
}

function stopped(reason: string, statement: PyNode, scope: Scope): Completion {
  return { returned: unknown(reason, placeOf(statement, scope)), ends: true };
}

function runStatement(node: PyNode, scope: Scope, machine: Machine): Completion {
  switch (node.type) {
    case 'expression_statement':
      return runExpression(node, scope, machine);
    case 'decorated_definition':
      runDecorated(node, scope, machine);
      return GOES_ON;
    case 'function_definition':
      defineFunction(node, scope, machine);
      return GOES_ON;
    case 'class_definition':
      defineClass(node, scope, machine);
      return GOES_ON;
    case 'import_statement':
    case 'import_from_statement':
      runImport(node, scope);
      return GOES_ON;
    case 'return_statement': {
      const [value] = partsOf(node);
      return { returned: value === undefined ? NONE : machine.evaluate(value, scope), ends: true };
    }
    case 'raise_statement':
    case 'continue_statement':
    case 'break_statement':
      return ENDS;
    case 'global_statement':
      for (const name of partsOf(node)) scope.globals.add(name.text);
      return GOES_ON;
    default:
      return runCompound(node, scope, machine);
  }
}

function runCompound(node: PyNode, scope: Scope, machine: Machine): Completion {
  switch (node.type) {
    case 'if_statement':
      return runIf(node, node.childrenForFieldName('alternative'), scope, machine);
    case 'for_statement':
      return runFor(node, scope, machine);
    case 'while_statement':
      return runMaybe(blockOf(node, 'body'), scope, machine);
    case 'try_statement':
      return runTry(node, scope, machine);
    case 'with_statement':
      return runWith(node, scope, machine);
    case 'match_statement':
      for (const branch of node.descendantsOfType('case_clause'))
        if (branch !== null) runMaybe(blockOf(branch, 'consequence'), scope, machine);
      return GOES_ON;
    case 'ERROR':
      return runStatements(partsOf(node), scope, machine);
    default:
      return GOES_ON;
  }
}

function blockOf(node: PyNode | null, field: string): PyNode[] {
  const body = node?.childForFieldName(field) ?? node?.namedChildren.find((child) => child?.type === 'block');
  return body ? partsOf(body) : [];
}

function runExpression(node: PyNode, scope: Scope, machine: Machine): Completion {
  const [expression] = partsOf(node);
  if (expression === undefined) return GOES_ON;
  if (expression.type === 'assignment') runAssignment(expression, scope, machine);
  else if (expression.type === 'augmented_assignment') runAugmented(expression, scope, machine);
  else if (expression.type === 'call' || expression.type === 'await') {
    if (isThrow(expression)) return ENDS;
    forgetChanged(expression, machine.evaluate(expression, scope), scope);
  }
  return GOES_ON;
}

function isThrow(call: PyNode): boolean {
  return call.childForFieldName('function')?.text === 'frappe.throw';
}

/** `hooks.update(read_file())`: the dict may have got entries. */
function forgetChanged(call: PyNode, value: Value, scope: Scope): void {
  const callee = call.childForFieldName('function');
  const object = callee?.type === 'attribute' ? callee.childForFieldName('object') : null;
  if (object?.type === 'identifier') forget(object.text, scope, value);
}

function runAssignment(node: PyNode, scope: Scope, machine: Machine): Value {
  const left = node.childForFieldName('left');
  const right = node.childForFieldName('right');
  if (left === null || right === null) return NONE;
  const value = right.type === 'assignment' ? runAssignment(right, scope, machine) : machine.evaluate(right, scope);
  assign(left, value, scope, machine);
  return value;
}

function runAugmented(node: PyNode, scope: Scope, machine: Machine): void {
  const left = node.childForFieldName('left');
  const right = node.childForFieldName('right');
  const operator = node.children.find((child) => child !== null && !child.isNamed)?.text ?? '';
  if (left === null || right === null) return;
  const value = combine(operator.replace(/=$/, ''), machine.evaluate(left, scope), machine.evaluate(right, scope));
  assign(left, value, scope, machine);
}

/** Names are looked up when they are used, so that modules may import each other. */
function runImport(node: PyNode, scope: Scope): void {
  const line = node.startPosition.row + 1;
  for (const [name, path] of readImport(node, scope.module, scope.isPackage)) {
    if (name === '*') scope.stars.push(path);
    else bind(scope, name, { kind: 'imported', path }, line);
  }
}

function runIf(node: PyNode, alternatives: readonly (PyNode | null)[], scope: Scope, machine: Machine): Completion {
  const condition = node.childForFieldName('condition');
  const [next, ...later] = alternatives;
  const otherwise = () => {
    if (!next) return GOES_ON;
    if (next.type === 'elif_clause') return runIf(next, later, scope, machine);
    return runStatements(blockOf(next, 'body'), scope, machine);
  };
  const then = () => runStatements(blockOf(node, 'consequence'), scope, machine);
  const truth = condition === null ? null : truthOf(machine.evaluate(condition, scope));
  if (truth !== null) return truth ? then() : otherwise();
  return runBoth(then, otherwise, scope);
}

function runMaybe(statements: readonly PyNode[], scope: Scope, machine: Machine): Completion {
  return runBoth(
    () => ({ ...runStatements(statements, scope, machine), ends: false }),
    () => GOES_ON,
    scope,
  );
}

/** Runs two branches from the same names and keeps what either of them may leave. */
function runBoth(first: () => Completion, second: () => Completion, scope: Scope): Completion {
  const before = new Map(scope.names);
  const one = first();
  const afterOne = scope.names;
  scope.names = before;
  const two = second();
  if (one.ends !== two.ends) scope.names = one.ends ? scope.names : afterOne;
  else scope.names = mergeNames(afterOne, scope.names);
  const returned =
    one.returned !== null && two.returned !== null
      ? either(one.returned, two.returned)
      : (one.returned ?? two.returned);
  return { returned, ends: one.ends && two.ends };
}

function mergeNames(one: ReadonlyMap<string, Binding>, two: ReadonlyMap<string, Binding>): Map<string, Binding> {
  const merged = new Map(one);
  for (const [name, binding] of two) {
    const other = merged.get(name);
    if (other === undefined) merged.set(name, binding);
    else if (other.value !== binding.value)
      merged.set(name, { value: either(...optionsOf(other.value), binding.value), line: other.line });
  }
  return merged;
}

function runFor(node: PyNode, scope: Scope, machine: Machine): Completion {
  const target = node.childForFieldName('left');
  const source = node.childForFieldName('right');
  if (target === null || source === null) return GOES_ON;
  const body = blockOf(node, 'body');
  const items = itemsOf(machine.evaluate(source, scope));
  if (items === null || items.length > MAX_ROUNDS) {
    assign(target, unknown('a loop runs over something unknown', placeOf(node, scope)), scope, machine);
    return runMaybe(body, scope, machine);
  }
  let returned: Value | null = null;
  for (const item of items) {
    assign(target, item, scope, machine);
    const done = runStatements(body, scope, machine);
    if (done.returned !== null) {
      returned = returned === null ? done.returned : either(returned, done.returned);
      if (done.ends) return { returned, ends: true };
    }
  }
  return { returned, ends: false };
}

/** Nothing is expected to fail: what a handler defines counts only if nothing else defines it. */
function runTry(node: PyNode, scope: Scope, machine: Machine): Completion {
  const body = runStatements(blockOf(node, 'body'), scope, machine);
  const clauses = partsOf(node).filter(({ type }) => type.endsWith('_clause'));
  for (const clause of clauses.filter(({ type }) => type.startsWith('except'))) {
    const before = new Map(scope.names);
    runStatements(blockOf(clause, 'body'), scope, machine);
    scope.names = new Map([...scope.names, ...before]);
  }
  let last = body;
  for (const clause of clauses.filter(({ type }) => !type.startsWith('except'))) {
    if (last.ends && clause.type === 'else_clause') continue;
    const done = runStatements(blockOf(clause, 'body'), scope, machine);
    if (done.ends || done.returned !== null) last = done;
  }
  return last;
}

function runWith(node: PyNode, scope: Scope, machine: Machine): Completion {
  for (const target of node.descendantsOfType('as_pattern_target')) {
    const name = target?.firstNamedChild;
    if (name && target.startIndex < (node.childForFieldName('body')?.startIndex ?? 0))
      assign(name, unknown('a context manager', placeOf(node, scope)), scope, machine);
  }
  return runStatements(blockOf(node, 'body'), scope, machine);
}
