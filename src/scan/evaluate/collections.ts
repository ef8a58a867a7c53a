import { type PyNode, partsOf } from '../python/python-tree.ts';
import { assign } from './assign.ts';
import { type Machine, placeOf } from './machine.ts';
import { shortList, truthOf } from './operators.ts';
import { innerScope } from './scope.ts';
import { asUnknown, type DictValue, type Scope, unknown, type Value } from './values.ts';

/** `[a, *b]`, `(a, b)` and `{a, b}`. */
export function listOf(node: PyNode, scope: Scope, machine: Machine): Value {
  const items: Value[] = [];
  for (const part of partsOf(node)) {
    if (part.type !== 'list_splat') {
      items.push(machine.evaluate(part, scope));
      continue;
    }
    const [splat] = partsOf(part).map((inside) => machine.evaluate(inside, scope));
    if (splat?.kind !== 'list') return unknown('part of a list is known only on the site', placeOf(part, scope));
    items.push(...splat.items);
  }
  return shortList(items);
}

/** `{"a": 1, **b}`. */
export function dictOf(node: PyNode, scope: Scope, machine: Machine): DictValue {
  const dict: DictValue = { kind: 'dict', entries: new Map(), others: null };
  for (const part of partsOf(node)) {
    if (part.type === 'dictionary_splat') {
      const [inside] = partsOf(part);
      if (inside !== undefined) update(dict, machine.evaluate(inside, scope), part, scope);
      continue;
    }
    const key = part.childForFieldName('key');
    const value = part.childForFieldName('value');
    if (key === null || value === null) continue;
    setEntry(dict, machine.evaluate(key, scope), machine.evaluate(value, scope), key, scope);
  }
  return dict;
}

function update(dict: DictValue, source: Value, node: PyNode, scope: Scope): void {
  if (source.kind !== 'dict') {
    dict.others ??= asUnknown(source, placeOf(node, scope));
    return;
  }
  for (const [name, value] of source.entries) dict.entries.set(name, value);
  dict.others ??= source.others;
}

function setEntry(dict: DictValue, key: Value, value: Value, node: PyNode, scope: Scope): void {
  if (key.kind === 'literal') dict.entries.set(String(key.value), value);
  else dict.others ??= asUnknown(key, placeOf(node, scope));
}

/** `[f(x) for x in xs if x]` over a known list, with one `for`. */
export function unpackedComprehension(node: PyNode, scope: Scope, machine: Machine): Value {
  const body = node.childForFieldName('body');
  const clauses = partsOf(node).filter(({ type }) => type === 'for_in_clause');
  const [clause] = clauses;
  const target = clause?.childForFieldName('left');
  const source = clause?.childForFieldName('right');
  const place = placeOf(node, scope);
  if (body === null || !target || !source || clauses.length > 1) return unknown('a comprehension', place);
  const iterated = itemsOf(machine.evaluate(source, scope));
  if (iterated === null) return unknown('a comprehension runs over something unknown', place);
  const conditions = partsOf(node).filter(({ type }) => type === 'if_clause');
  const dict: DictValue = { kind: 'dict', entries: new Map(), others: null };
  const items: Value[] = [];
  for (const item of iterated) {
    const own = innerScope('function', scope);
    assign(target, item, own, machine);
    const truths = conditions.map((condition) => {
      const [test] = partsOf(condition);
      return test === undefined ? true : truthOf(machine.evaluate(test, own));
    });
    if (truths.includes(null)) return unknown('a condition in a comprehension', place);
    if (truths.includes(false)) continue;
    const key = body.childForFieldName('key');
    const value = body.childForFieldName('value');
    if (node.type !== 'dictionary_comprehension') items.push(machine.evaluate(body, own));
    else if (key !== null && value !== null)
      setEntry(dict, machine.evaluate(key, own), machine.evaluate(value, own), key, own);
  }
  return node.type === 'dictionary_comprehension' ? dict : shortList(items);
}

/** The values that a `for` runs over; null if only the running program knows them. */
export function itemsOf(value: Value): readonly Value[] | null {
  if (value.kind === 'list') return value.items;
  if (value.kind === 'dict' && value.others === null)
    return [...value.entries.keys()].map((key) => ({ kind: 'literal', value: key }));
  return null;
}

/** `a["b"]` and `a[0]`. */
export function subscriptOf(node: PyNode, scope: Scope, machine: Machine): Value {
  const of = node.childForFieldName('value');
  const index = node.childForFieldName('subscript');
  const place = placeOf(node, scope);
  if (of === null || index === null) return unknown('it is incomplete', place);
  const container = machine.evaluate(of, scope);
  const key = machine.evaluate(index, scope);
  return itemOf(container, key, machine, scope) ?? unknown('an entry is known only on the site', place);
}

function itemOf(container: Value, key: Value, machine: Machine, scope: Scope): Value | null {
  if (container.kind === 'unknown') return container;
  if (key.kind !== 'literal') return null;
  if (container.kind === 'dict') return container.entries.get(String(key.value)) ?? null;
  if (container.kind === 'list' && typeof key.value === 'number') return container.items.at(key.value) ?? null;
  if (container.kind === 'module')
    return machine.attribute(container, String(key.value), { file: scope.file, line: 0 });
  if (container.kind === 'external' && container.path === 'sys.modules')
    return { kind: 'imported', path: String(key.value) };
  return null;
}
