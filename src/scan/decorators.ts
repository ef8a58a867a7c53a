import { METHOD_VERBS, type Method } from '../metadata/method-catalog.ts';
import { type Json, literalOf } from './python-literal.ts';
import { type PyNode, partsOf } from './python-tree.ts';

/** What the decorators of a function say. */
export type Whitelisting = Pick<Method, 'allowGuest' | 'verbs' | 'xssSafe' | 'rateLimit'>;

/** Names by which a module calls `frappe.whitelist` without naming a module: from its imports. */
export type WhitelistNames = ReadonlySet<string>;

/** @returns undefined where none of the decorators whitelists. */
export function readDecorators(decorators: readonly PyNode[], names: WhitelistNames): Whitelisting | undefined {
  const whitelist = decorators.find((decorator) => isWhitelist(calledName(decorator), names));
  if (whitelist === undefined) return undefined;
  const limit = decorators.find((decorator) => calledName(decorator).split('.').at(-1) === 'rate_limit');
  return { ...readWhitelistCall(argumentsOf(whitelist)), ...readRateLimit(limit) };
}

/** Whether a call's name is Frappe's `whitelist`: `frappe.whitelist`, or as the module imports it. */
export function isWhitelist(name: string, names: WhitelistNames): boolean {
  return names.has(name) || /\.whitelist$/.test(name);
}

/** @param args the arguments of `whitelist(…)`; null where it stands without brackets. */
export function readWhitelistCall(args: PyNode | null): Whitelisting {
  const given = args === null ? new Map<string, Json>() : keywordsOf(args, ['allow_guest', 'xss_safe', 'methods']);
  const methods = given.get('methods');
  const verbs = Array.isArray(methods) ? METHOD_VERBS.filter((verb) => methods.includes(verb)) : [];
  return {
    ...(given.get('allow_guest') === true ? { allowGuest: true } : {}),
    ...(given.get('xss_safe') === true ? { xssSafe: true } : {}),
    ...(verbs.length === 0 ? {} : { verbs }),
  };
}

/** `frappe.whitelist` of `@frappe.whitelist(allow_guest=True)`. */
function calledName(decorator: PyNode): string {
  const called = decorator.firstNamedChild;
  const name = called?.type === 'call' ? called.childForFieldName('function')?.text : called?.text;
  return (name ?? '').replace(/\.__func__$/, '');
}

function argumentsOf(decorator: PyNode): PyNode | null {
  return decorator.firstNamedChild?.childForFieldName('arguments') ?? null;
}

function readRateLimit(decorator: PyNode | undefined): Whitelisting {
  const args = decorator && argumentsOf(decorator);
  if (!args) return {};
  return { rateLimit: args.text.slice(1, -1).replace(/\s+/g, ' ').trim().replace(/,$/, '') };
}

/** Arguments by keyword; those without one have the names of their positions. */
function keywordsOf(args: PyNode, positions: readonly string[]): Map<string, Json> {
  const found = new Map<string, Json>();
  partsOf(args).forEach((part, index) => {
    const isKeyword = part.type === 'keyword_argument';
    const name = isKeyword ? part.childForFieldName('name')?.text : positions[index];
    const value = literalOf(isKeyword ? part.childForFieldName('value') : part);
    if (name !== undefined && value !== undefined) found.set(name, value);
  });
  return found;
}
