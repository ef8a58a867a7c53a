import { LongWork } from '../../turns.ts';

/** Values that are written at once. */
const VALUES_AT_ONCE = 2_000;

/** Characters of a text that are written at once. */
const TEXT_AT_ONCE = 256 * 1024;

/** Writes a value as `JSON.stringify` would, and lets others in between. @param lane the caller for whom it is done. */
export async function toJsonInTurns(value: unknown, lane: string): Promise<string> {
  if (isShort(value)) return JSON.stringify(value);
  const work = new LongWork(lane);
  const parts: string[] = [];
  for (const part of partsOf(value)) {
    parts.push(part);
    if (work.isDue) await work.rest();
  }
  return parts.join('');
}

/** Whether a value can be written at once. */
export function isShort(value: unknown): boolean {
  const left = { values: VALUES_AT_ONCE, characters: TEXT_AT_ONCE };
  spend(value, left);
  return left.values >= 0 && left.characters >= 0;
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

function* partsOf(value: unknown): Generator<string, void> {
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
  for (const item of list) {
    yield before;
    yield* partsOf(item);
    before = ',';
  }
  yield list.length === 0 ? '[]' : ']';
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
  for (let at = 0; at < text.length; at += TEXT_AT_ONCE) {
    yield JSON.stringify(text.slice(at, at + TEXT_AT_ONCE)).slice(1, -1);
  }
  yield '"';
}
