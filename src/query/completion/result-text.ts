import { laneOf } from '../../frappe/caller-lane.ts';
import type { CallerContext } from '../../frappe/frappe-request.ts';
import { LongWork } from '../../turns.ts';
import { AnswerLength } from './answer-length.ts';

/** Values that are written at once. */
const VALUES_AT_ONCE = 2_000;

/** Characters that are written at once. */
export const LENGTH_AT_ONCE = 256 * 1024;

/** How many characters a field counts for besides its text: completing it takes as long as writing so many. */
export const FIELD_LENGTH = 8;

/**
 * Writes a value as `JSON.stringify` would, and lets others in between.
 *
 * @throws GatewayError as `joinInTurns`
 */
export async function toJsonInTurns(value: unknown, caller: CallerContext): Promise<string> {
  return isShort(value) ? JSON.stringify(value) : joinInTurns(partsOf(value), caller);
}

/**
 * Joins the parts of a text while they are made, and lets others in between.
 *
 * @param caller for whom it is done.
 * @throws GatewayError `COST_EXCEEDED` for a longer text than the caller's operation may have, `OVERLOADED` if there is
 * no memory for it.
 */
export async function joinInTurns(
  parts: Iterable<string>,
  caller: CallerContext,
  length = new AnswerLength(caller.operation),
): Promise<string> {
  const work = new LongWork(laneOf(caller));
  let text = '';
  let stretch: string[] = [];
  let left = LENGTH_AT_ONCE;
  for (const part of parts) {
    length.add(part.length);
    left -= part.length;
    stretch.push(part);
    if (left < 0) {
      // A text that is added to in small parts takes many times its length.
      text += stretch.join('');
      stretch = [];
      left = LENGTH_AT_ONCE;
    }
    if (work.isDue) await work.rest();
  }
  return text + stretch.join('');
}

/** Whether a value can be written at once. */
export function isShort(value: unknown): boolean {
  return lengthOf(value) <= LENGTH_AT_ONCE;
}

/** The characters of a value, about. Of one that cannot be written at once it says no more than that. */
export function lengthOf(value: unknown): number {
  const left = { values: VALUES_AT_ONCE, characters: LENGTH_AT_ONCE };
  spend(value, left);
  if (left.values < 0 || left.characters < 0) return Number.POSITIVE_INFINITY;
  return LENGTH_AT_ONCE - left.characters + FIELD_LENGTH * (VALUES_AT_ONCE - left.values);
}

function spend(value: unknown, left: { values: number; characters: number }): void {
  left.values -= 1;
  if (typeof value === 'string') left.characters -= value.length;
  if (typeof value !== 'object' || value === null) return;
  for (const key in value) {
    if (left.values < 0 || left.characters < 0) return;
    spend((value as Record<string, unknown>)[key], left);
  }
}

/** The parts of a value as `JSON.stringify` would write it, each of which is short. */
export function* partsOf(value: unknown): Generator<string, void> {
  if (typeof value === 'string') yield* partsOfText(value);
  else if (isShort(value) || hasOwnForm(value)) yield JSON.stringify(value) ?? 'null';
  else if (Array.isArray(value)) yield* partsOfList(value);
  else yield* partsOfObject(value as object);
}

function hasOwnForm(value: unknown): boolean {
  return typeof value !== 'object' || value === null || 'toJSON' in value;
}

function* partsOfList(list: readonly unknown[]): Generator<string, void> {
  let before = '[';
  for (let at = 0; at < list.length; ) {
    const end = endOfShort(list, at);
    yield before;
    if (end > at) yield JSON.stringify(list.slice(at, end)).slice(1, -1);
    else yield* partsOf(list[at]);
    at = Math.max(end, at + 1);
    before = ',';
  }
  yield list.length === 0 ? '[]' : ']';
}

/** The index behind the last item that can be written at once with those before it. */
function endOfShort(list: readonly unknown[], start: number): number {
  const left = { values: VALUES_AT_ONCE, characters: LENGTH_AT_ONCE };
  for (let at = start; at < list.length; at += 1) {
    spend(list[at], left);
    if (left.values < 0 || left.characters < 0) return at;
  }
  return list.length;
}

function* partsOfObject(object: object): Generator<string, void> {
  let before = '{';
  for (const [key, value] of Object.entries(object)) {
    if (value === undefined || typeof value === 'function' || typeof value === 'symbol') continue;
    yield `${before}${JSON.stringify(key)}:`;
    yield* partsOf(value);
    before = ',';
  }
  yield before === '{' ? '{}' : '}';
}

/** The halves of a character that is cut are written as escapes, and are read as the same text. */
function* partsOfText(text: string): Generator<string, void> {
  yield '"';
  for (let at = 0; at < text.length; at += LENGTH_AT_ONCE) {
    yield JSON.stringify(text.slice(at, at + LENGTH_AT_ONCE)).slice(1, -1);
  }
  yield '"';
}
