import { asUnknown, either, literal, type NativeValue, NONE, unknown, type Value } from './values.ts';

/** The methods of lists, dicts and texts that decide what is whitelisted; null for others. */
export function callNativeMember(value: Value, name: string): NativeValue | null {
  const members = value.kind === 'dict' ? DICT : value.kind === 'list' ? LIST : value.kind === 'literal' ? TEXT : {};
  const member = Object.hasOwn(members, name) ? members[name] : undefined;
  return member === undefined
    ? null
    : { kind: 'native', call: (args) => member(value, args.positional, args.keywords) ?? unknown(`\`.${name}()\``) };
}

type Member = (of: Value, args: readonly Value[], keywords: ReadonlyMap<string, Value>) => Value | undefined;

const DICT: Readonly<Record<string, Member>> = {
  update: (of, [source], keywords) => {
    if (of.kind !== 'dict') return undefined;
    if (source?.kind === 'dict') {
      for (const [key, value] of source.entries) of.entries.set(key, value);
      of.others ??= source.others;
    } else if (source !== undefined) of.others ??= asUnknown(source, null);
    for (const [key, value] of keywords) of.entries.set(key, value);
    return NONE;
  },
  get: (of, [key, fallback = NONE]) => entryOf(of, key, fallback),
  pop: (of, [key, fallback = NONE]) => {
    const found = entryOf(of, key, fallback);
    if (of.kind === 'dict' && key?.kind === 'literal') of.entries.delete(String(key.value));
    return found;
  },
  setdefault: (of, [key, fallback = NONE]) => {
    if (of.kind !== 'dict' || key?.kind !== 'literal') return undefined;
    const name = String(key.value);
    if (!of.entries.has(name)) of.entries.set(name, fallback);
    return of.entries.get(name);
  },
  copy: (of) => (of.kind === 'dict' ? { ...of, entries: new Map(of.entries) } : undefined),
  keys: (of) =>
    of.kind === 'dict' && of.others === null ? { kind: 'list', items: [...of.entries.keys()].map(literal) } : undefined,
  values: (of) =>
    of.kind === 'dict' && of.others === null ? { kind: 'list', items: [...of.entries.values()] } : undefined,
  items: (of) =>
    of.kind === 'dict' && of.others === null
      ? { kind: 'list', items: [...of.entries].map(([key, value]) => ({ kind: 'list', items: [literal(key), value] })) }
      : undefined,
};

function entryOf(of: Value, key: Value | undefined, fallback: Value): Value | undefined {
  if (of.kind !== 'dict' || key?.kind !== 'literal') return undefined;
  const found = of.entries.get(String(key.value));
  return found ?? (of.others === null ? fallback : either(of.others, fallback));
}

const LIST: Readonly<Record<string, Member>> = {
  append: (of, [item]) => push(of, item === undefined ? [] : [item]),
  add: (of, [item]) => push(of, item === undefined ? [] : [item]),
  extend: (of, [source = NONE]) => push(of, source.kind === 'list' ? source.items : [asUnknown(source, null)]),
  copy: (of) => (of.kind === 'list' ? { kind: 'list', items: [...of.items] } : undefined),
};

function push(of: Value, items: readonly Value[]): Value | undefined {
  if (of.kind !== 'list' || of.items.length + items.length > 10_000) return undefined;
  of.items.push(...items);
  return NONE;
}

const TEXT: Readonly<Record<string, Member>> = {
  upper: (of) => textOf(of, (text) => literal(text.toUpperCase())),
  lower: (of) => textOf(of, (text) => literal(text.toLowerCase())),
  strip: (of, [only]) => (only === undefined ? textOf(of, (text) => literal(text.trim())) : undefined),
  split: (of, [separator]) =>
    textOf(of, (text) => {
      if (separator === undefined) return { kind: 'list', items: text.split(/\s+/).filter(Boolean).map(literal) };
      const by = separator.kind === 'literal' && typeof separator.value === 'string' ? separator.value : '';
      return by === '' ? undefined : { kind: 'list', items: text.split(by).map(literal) };
    }),
  startswith: (of, [start]) =>
    textOf(of, (text) =>
      start?.kind === 'literal' && typeof start.value === 'string' ? literal(text.startsWith(start.value)) : undefined,
    ),
};

function textOf(of: Value, change: (text: string) => Value | undefined): Value | undefined {
  return of.kind === 'literal' && typeof of.value === 'string' ? change(of.value) : undefined;
}
