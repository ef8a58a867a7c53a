import { badUserInput } from '../../../errors.ts';
import { toExactNumber } from '../../../exact-json.ts';
import {
  isClassOrText,
  type PythonType,
  parsePythonType,
  takesNone,
  withoutNone,
} from '../../../metadata/python-type.ts';
import { findMismatch } from '../../../metadata/python-value.ts';
import type { WhitelistedMethod } from '../../../metadata/whitelisted-method.ts';
import { assertArguments, type JsonArguments } from '../assert-arguments.ts';
import type { MethodCall } from '../call-method.ts';
import type { MethodFieldArgument } from './argument-types.ts';

/** A call of a method, without its arguments. */
export function toCall(method: WhitelistedMethod): Omit<MethodCall, 'args'> {
  const { path, verb, isRead, canPost, startsJob, args } = method;
  const fromText = args.filter(({ type }) => isReadFromText(parsePythonType(type))).map(({ name }) => name);
  return { path, verb, isRead, canPost, startsJob, fromText: canPost ? [] : fromText };
}

/**
 * By the annotation in the source, which Frappe goes by, whatever a correction says. Of a union it may keep the text.
 */
function isReadFromText(type: PythonType): boolean {
  const known = withoutNone(type);
  return known.kind === 'scalar' && ['int', 'float', 'bool'].includes(known.name);
}

/**
 * Turns the arguments of a method's field into those of the method: what is left out is not sent, and null only where
 * Python takes None.
 *
 * @throws GatewayError `BAD_USER_INPUT` that names the argument, or the place in it.
 */
export function toMethodArguments(
  named: readonly MethodFieldArgument[],
  args: JsonArguments,
  extraArgs: string | null,
): JsonArguments {
  const extra = extraArgs === null ? {} : assertArguments(args[extraArgs], extraArgs);
  const sent: Record<string, unknown> = { ...extra };
  for (const { name, argument } of named) {
    const value = args[name];
    const { pythonType } = argument;
    if (value === undefined || value === null) {
      if (takesNone(pythonType) && (value === null || argument.required)) sent[argument.name] = null;
      continue;
    }
    const mismatch = findMismatch(pythonType, value, name);
    if (mismatch !== null) throw badUserInput(mismatch, mismatch.split(' ')[0] ?? name);
    sent[argument.name] = toWire(pythonType, value);
  }
  return sent;
}

/**
 * Big integers come as text, and are sent as the numbers that they are. Objects are sent as text where Python takes
 * `Document | str`, as the Desk sends all of them: Frappe refuses them there (FrappeTypeError).
 */
function toWire(type: PythonType, value: unknown): unknown {
  if (isClassOrText(type)) return typeof value === 'object' ? JSON.stringify(value) : value;
  const known = withoutNone(type);
  if (known.kind === 'list' && Array.isArray(value)) return value.map((part) => toWire(known.of, part));
  return known.kind === 'scalar' && known.name === 'bigint' ? toExactNumber(String(BigInt(String(value)))) : value;
}
