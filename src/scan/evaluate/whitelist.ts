import { METHOD_VERBS } from '../../metadata/method-catalog.ts';
import { copyFunction, readFunction } from './functions.ts';
import type { Machine } from './machine.ts';
import { truthOf } from './operators.ts';
import { moduleScope } from './scope.ts';
import {
  type Arguments,
  either,
  type FunctionValue,
  NONE,
  optionsOf,
  type Place,
  type Value,
  type Whitelisting,
} from './values.ts';

const POSITIONS = ['allow_guest', 'xss_safe', 'methods', 'force_types'];

/** `frappe.whitelist(…)`: a decorator that registers a function. */
export function callWhitelist(args: Arguments, place: Place, machine: Machine): Value {
  const [bare] = args.positional;
  if (bare?.kind === 'function') {
    machine.warn(place, `\`${bare.name}\` is refused by Frappe: write \`@frappe.whitelist()\`, with brackets.`);
    machine.replaced(bare);
    return NONE;
  }
  const whitelisting = readWhitelisting(args, place);
  return { kind: 'native', call: (target, at) => register(target, whitelisting, at, machine) };
}

function readWhitelisting(args: Arguments, place: Place): Whitelisting {
  const given = new Map(args.keywords);
  args.positional.forEach((value, index) => {
    const name = POSITIONS[index];
    if (name !== undefined) given.set(name, value);
  });
  const doubts: string[] = [];
  if (args.others !== null) doubts.push(`some arguments of \`whitelist\` are unknown: ${args.others.reason}`);
  const flag = (name: string) => {
    const value = given.get(name);
    const truth = value === undefined ? false : truthOf(value);
    if (truth === null) doubts.push(`\`${name}\` is known only on the site, and is taken as False`);
    return truth === true;
  };
  const allowGuest = flag('allow_guest');
  const xssSafe = flag('xss_safe');
  return { allowGuest, xssSafe, verbs: readVerbs(given.get('methods'), doubts), doubts, place };
}

/** Frappe asks whether the verb is `in` what it was given: a list, a tuple, or a text. */
function readVerbs(methods: Value | undefined, doubts: string[]): readonly string[] | undefined {
  if (methods === undefined || truthOf(methods) === false) return undefined;
  if (methods.kind === 'literal' && typeof methods.value === 'string') {
    const { value } = methods;
    return METHOD_VERBS.filter((verb) => value.includes(verb));
  }
  const items = methods.kind === 'list' ? methods.items : methods.kind === 'dict' ? keysOf(methods.entries) : null;
  const texts = items?.map((item) => (item.kind === 'literal' ? item.value : undefined));
  if (texts === undefined || texts.includes(undefined)) {
    doubts.push('`methods` is known only on the site, and every verb is assumed');
    return undefined;
  }
  return METHOD_VERBS.filter((verb) => texts.includes(verb));
}

function keysOf(entries: ReadonlyMap<string, Value>): Value[] {
  return [...entries.keys()].map((value) => ({ kind: 'literal', value }));
}

function register(args: Arguments, whitelisting: Whitelisting, place: Place, machine: Machine): Value {
  const [target = NONE] = args.positional;
  const functions = optionsOf(target).filter((option) => option.kind === 'function');
  if (functions.length > 0)
    return either(...functions.map((fn) => registerFunction(fn, whitelisting, machine.registersItself === true)));
  if (target.kind === 'literal' && target.value === null) return target;
  const reason = target.kind === 'external' ? `\`${target.path}\` is not in the scanned sources` : reasonOf(target);
  machine.warn(place, `a function is whitelisted here that the scan cannot identify${reason && `: ${reason}`}.`);
  // Its name may be known all the same: `add = frappe.whitelist()(other.add)`.
  return args.node === null ? target : { ...readFunction(args.node, moduleScope('', place.file)), whitelisting };
}

function reasonOf(value: Value): string {
  return value.kind === 'unknown' ? value.reason : '';
}

/** v14 registers the function itself, later versions a wrapper that they return. */
function registerFunction(fn: FunctionValue, whitelisting: Whitelisting, registersItself: boolean): FunctionValue {
  if (registersItself) {
    fn.whitelisting = { ...whitelisting, allowGuest: whitelisting.allowGuest || fn.whitelisting?.allowGuest === true };
    return fn;
  }
  const copy = copyFunction(fn, { whitelisting });
  fn.copies.push(copy);
  return copy;
}
