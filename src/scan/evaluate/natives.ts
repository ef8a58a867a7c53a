import { setMember } from './assign.ts';
import { itemsOf } from './collections.ts';
import { copyFunction, isFunctionLike } from './functions.ts';
import type { Machine } from './machine.ts';
import { truthOf } from './operators.ts';
import { type Arguments, type DictValue, literal, NONE, type Place, unknown, type Value } from './values.ts';
import { callWhitelist } from './whitelist.ts';

type Native = (args: Arguments, place: Place, machine: Machine) => Value | undefined;

const toList: Native = ({ positional: [source] }) => {
  const items = source === undefined ? [] : itemsOf(source);
  return items === null ? source : { kind: 'list', items: [...items] };
};

const importModule: Native = ({ positional: [path] }) =>
  path?.kind === 'literal' && typeof path.value === 'string' ? { kind: 'imported', path: path.value } : undefined;

/** `functools.wraps(fn)`: Python then reports the signature of `fn`. The wrapper stays the same object. */
const wraps: Native = ({ positional: [wrapped] }) => ({
  kind: 'native',
  call: ({ positional: [wrapper] }) => setWrapped(wrapper, wrapped),
});

function setWrapped(wrapper: Value | undefined, wrapped: Value | undefined): Value {
  if (wrapper?.kind === 'function' && wrapped?.kind === 'function' && wrapper !== wrapped) wrapper.wraps = wrapped;
  return wrapper ?? NONE;
}

const partial: Native = ({ positional: [callee, ...first], keywords, others }, _place, machine) =>
  callee === undefined
    ? undefined
    : {
        kind: 'native',
        call: (args, place) =>
          machine.call(
            callee,
            {
              positional: [...first, ...args.positional],
              keywords: new Map([...keywords, ...args.keywords]),
              others: others ?? args.others,
              node: args.node,
            },
            place,
          ),
      };

/** wrapt's decorators return a proxy that equals what it wraps and has its signature. */
const transparent: Native = () => ({ kind: 'native', call: ({ positional: [fn] }) => fn ?? NONE });

/** A context manager may be a decorator, and keeps the signature. */
const contextManager: Native = () => ({
  kind: 'native',
  call: () => ({
    kind: 'native',
    call: ({ positional: [fn] }) => (fn?.kind === 'function' ? copyFunction(fn, { wraps: fn }) : (fn ?? NONE)),
  }),
});

const rateLimit: Native = ({ positional: [bare], node }) => {
  const text = node?.text.slice(1, -1).replace(/\s+/g, ' ').trim().replace(/,$/, '') ?? '';
  if (bare?.kind === 'function') return copyFunction(bare, { wraps: bare });
  return {
    kind: 'native',
    call: ({ positional: [fn] }) =>
      fn?.kind === 'function' ? copyFunction(fn, { wraps: fn, rateLimit: text }) : (fn ?? NONE),
  };
};

const methodOf =
  (binding: 'static' | 'class'): Native =>
  ({ positional: [fn] }) =>
    fn?.kind === 'function' ? { ...fn, binding } : fn;

const toDict: Native = ({ positional: [source], keywords, others }) => {
  const dict: DictValue = { kind: 'dict', entries: new Map(), others };
  if (source?.kind === 'dict') {
    for (const [key, value] of source.entries) dict.entries.set(key, value);
    dict.others ??= source.others;
  } else if (source !== undefined) dict.others ??= unknown('`dict()` of something unknown');
  for (const [key, value] of keywords) dict.entries.set(key, value);
  return dict;
};

const KINDS: Readonly<Record<string, (value: Value) => boolean>> = {
  'builtins.str': (value) => value.kind === 'literal' && typeof value.value === 'string',
  'builtins.bool': (value) => value.kind === 'literal' && typeof value.value === 'boolean',
  'builtins.list': (value) => value.kind === 'list',
  'builtins.tuple': (value) => value.kind === 'list',
  'builtins.set': (value) => value.kind === 'list',
  'builtins.dict': (value) => value.kind === 'dict',
  'types.FunctionType': (value) => value.kind === 'function',
};

const isInstance: Native = ({ positional: [value, type] }) => {
  if (value === undefined || type === undefined || isKnownKind(value) === null) return undefined;
  const tests = (type.kind === 'list' ? type.items : [type]).map((one) =>
    one.kind === 'external' ? KINDS[one.path] : undefined,
  );
  if (tests.some((test) => test?.(value))) return literal(true);
  return tests.includes(undefined) ? undefined : literal(false);
};

function isKnownKind(value: Value): true | null {
  return ['unknown', 'either', 'external'].includes(value.kind) ? null : true;
}

const setAttribute: Native = ({ positional: [object, name, value] }, place, machine) => {
  const key = name?.kind === 'literal' ? String(name.value) : null;
  if (key !== null && value !== undefined && object !== undefined) {
    if (object.kind === 'module') machine.moduleScope(object.path)?.names.set(key, { value, line: place.line });
    else setMember(object, key, value, place.line);
  } else if (value?.kind === 'function' && value.whitelisting !== null)
    machine.warn(place, `\`${value.name}\` is whitelisted under a name that only the site knows.`);
  return NONE;
};

const getAttribute: Native = ({ positional: [object, name, fallback] }, place, machine) => {
  if (object === undefined || name?.kind !== 'literal') return undefined;
  const found = machine.attribute(object, String(name.value), place);
  return found.kind === 'unknown' && fallback !== undefined && object.kind !== 'unknown' ? fallback : found;
};

/** Functions outside the scanned sources that the evaluator knows, by path. */
export const NATIVES: Readonly<Record<string, Native>> = {
  'frappe.whitelist': callWhitelist,
  'frappe.rate_limiter.rate_limit': rateLimit,
  'frappe.get_module': importModule,
  'frappe.get_attr': importModule,
  'importlib.import_module': importModule,
  'functools.wraps': wraps,
  'functools.update_wrapper': ({ positional: [wrapper, wrapped] }) => setWrapped(wrapper, wrapped),
  'functools.partial': partial,
  'contextlib.contextmanager': contextManager,
  'wrapt.decorator': transparent,
  'builtins.staticmethod': methodOf('static'),
  'builtins.classmethod': methodOf('class'),
  'builtins.list': toList,
  'builtins.tuple': toList,
  'builtins.set': toList,
  'builtins.frozenset': toList,
  'builtins.sorted': toList,
  'builtins.dict': toDict,
  'builtins.isinstance': isInstance,
  'builtins.callable': ({ positional: [value] }) => (value && isFunctionLike(value)) ?? undefined,
  'builtins.len': ({ positional: [value] }) => {
    const items = value === undefined ? null : itemsOf(value);
    return items === null ? undefined : literal(items.length);
  },
  'builtins.bool': ({ positional: [value] }) => {
    const truth = value === undefined ? false : truthOf(value);
    return truth === null ? undefined : literal(truth);
  },
  'builtins.getattr': getAttribute,
  'builtins.setattr': setAttribute,
};

/** Builtins whose names alone matter: as types in `isinstance`, or to know that they exist. */
export const BUILTINS: ReadonlySet<string> = new Set(
  `abs all any bool bytearray bytes callable classmethod delattr dict dir enumerate Exception filter float format
  frozenset getattr globals hasattr hash id ImportError input int isinstance issubclass iter len list locals map max
  memoryview min ModuleNotFoundError next object open ord pow print property range repr reversed round set setattr
  slice sorted staticmethod str sum super tuple type ValueError vars zip __import__`.split(/\s+/),
);
