import type { LongWork } from './turns.ts';

/** Parses a text that is whole JSON. */
export type ParseJson = (text: string) => unknown;

/** Characters that are parsed at once. */
const PIECE_LENGTH = 256 * 1024;

/** Characters that are looked through at once. */
const SCAN_LENGTH = 256 * 1024;

/** Each level of a long value is looked through once more. Below this one, a value is parsed at once. */
const MAX_DEPTH = 16;

/** Characters of a value below the last level that is looked through. */
const MAX_DEEP_LENGTH = 1024 * 1024;

/** Keys of a long object. An object with more of them is rearranged at times, which holds everybody up. */
const MAX_KEYS = 100_000;

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const COLON = 58;
const OPENING: ReadonlySet<number> = new Set([91, 123]);
const CLOSING: ReadonlySet<number> = new Set([93, 125]);
const BRACE = 123;
const NOT_CLOSED = 'A string is not closed.';
const BLANKS: ReadonlySet<number> = new Set([9, 10, 13, 32]);

/**
 * Parses JSON as `parse` would, piece by piece, and lets others in between: a long answer of the site holds nobody up.
 *
 * @throws SyntaxError also for a long object with more than `MAX_KEYS` keys.
 */
export function parseInPieces(
  text: string,
  parse: ParseJson,
  work: LongWork,
  pieceLength: number = PIECE_LENGTH,
): Promise<unknown> {
  return new PieceParser(text, parse, work, pieceLength).value(0, text.length, 0);
}

/** A member of an object or list: where it begins, and where its value does. */
interface Member {
  readonly start: number;
  valueStart: number;
  end: number;
}

interface Scan {
  readonly member: Member;
  depth: number;
  isInText: boolean;
}

class PieceParser {
  readonly #text: string;
  readonly #parse: ParseJson;
  readonly #pieceLength: number;
  readonly #work: LongWork;

  constructor(text: string, parse: ParseJson, work: LongWork, pieceLength: number) {
    this.#text = text;
    this.#parse = parse;
    this.#work = work;
    this.#pieceLength = pieceLength;
  }

  async value(from: number, to: number, depth: number): Promise<unknown> {
    const start = this.#skipBlanks(from, to);
    const end = this.#skipBlanksBack(start, to);
    const first = this.#text.charCodeAt(start);
    if (end - start <= this.#pieceLength || !OPENING.has(first)) return this.#leaf(start, end);
    if (this.#work.isDue) await this.#work.rest();
    if (depth >= MAX_DEPTH) {
      if (end - start > MAX_DEEP_LENGTH) throw new SyntaxError('The value is nested too deep for its length.');
      return this.#leaf(start, end);
    }
    // In ASCII, a closing bracket is two behind its opening one.
    if (this.#text.charCodeAt(end - 1) !== first + 2) throw new SyntaxError('A closing bracket is missing.');
    return first === BRACE ? this.#object(start + 1, end - 1, depth) : this.#list(start + 1, end - 1, depth);
  }

  async #list(from: number, to: number, depth: number): Promise<unknown[]> {
    const list: unknown[] = [];
    for await (const group of this.#groups(from, to)) {
      if (group.isLong) list.push(await this.value(group.start, group.end, depth + 1));
      else for (const value of (await this.#leaf(group.start, group.end, '[]')) as unknown[]) list.push(value);
    }
    return list;
  }

  async #object(from: number, to: number, depth: number): Promise<Record<string, unknown>> {
    const object: Record<string, unknown> = {};
    let keys = 0;
    for await (const group of this.#groups(from, to)) {
      if (group.isLong) {
        const key = this.#key(group);
        setOwn(object, key, await this.value(group.valueStart, group.end, depth + 1));
      } else {
        const part = (await this.#leaf(group.start, group.end, '{}')) as Record<string, unknown>;
        for (const key in part) {
          setOwn(object, key, part[key]);
          keys += 1;
        }
        if (keys > MAX_KEYS) throw new SyntaxError(`An object has more than ${MAX_KEYS} keys.`);
      }
    }
    return object;
  }

  #key({ start, valueStart }: Member): string {
    const text = this.#text.slice(start, valueStart).trim();
    const key: unknown = JSON.parse(text.slice(0, -1));
    if (typeof key === 'string') return key;
    throw new SyntaxError('A key is not a string.');
  }

  /** Members side by side that are short enough to be parsed at once, and longer ones by themselves. */
  async *#groups(from: number, to: number): AsyncGenerator<Member & { isLong: boolean }, void> {
    if (this.#skipBlanks(from, to) === to) return;
    let open = null as Member | null;
    for (let start = from; start < to; ) {
      const member: Member = { start, valueStart: start, end: start };
      for (const scan: Scan = { member, depth: 0, isInText: false }; !this.#scan(scan, to); )
        if (this.#work.isDue) await this.#work.rest();
      const isLong = member.end - member.start > this.#pieceLength;
      if (open !== null && (isLong || member.end - open.start > this.#pieceLength)) {
        yield { ...open, isLong: false };
        open = null;
      }
      if (isLong) yield { ...member, isLong };
      else open = open === null ? member : { ...open, end: member.end };
      if (member.end === to) break;
      start = member.end + 1;
      if (start >= to) throw new SyntaxError('A value is missing.');
    }
    if (open !== null) yield { ...open, isLong: false };
  }

  /** Goes on to the comma that ends a member, or to the end of all. @returns false if it is not there yet. */
  #scan(scan: Scan, to: number): boolean {
    const { member } = scan;
    const end = Math.min(to, member.end + SCAN_LENGTH);
    for (let at = member.end; at < end; at += 1) {
      const code = this.#text.charCodeAt(at);
      if (scan.isInText || code === QUOTE) {
        at = this.#nextQuote(scan.isInText ? at : at + 1, end, to);
        scan.isInText = this.#isEscaped(at);
      } else if (OPENING.has(code)) scan.depth += 1;
      else if (CLOSING.has(code)) scan.depth -= 1;
      else if (scan.depth === 0 && code === COLON && member.valueStart === member.start) member.valueStart = at + 1;
      else if (scan.depth === 0 && code === COMMA) {
        member.end = at;
        return true;
      }
      if (scan.depth < 0) throw new SyntaxError('A closing bracket has no opening one.');
      member.end = at + 1;
    }
    if (member.end < to) return false;
    if (scan.isInText) throw new SyntaxError(NOT_CLOSED);
    if (scan.depth !== 0) throw new SyntaxError('A closing bracket is missing.');
    return true;
  }

  /** The quote that ends a text, or, if that is not before `end`, the first one from there on, which may be escaped. */
  #nextQuote(from: number, end: number, to: number): number {
    for (let at = this.#text.indexOf('"', from); at !== -1 && at < to; at = this.#text.indexOf('"', at + 1)) {
      if (at >= end || !this.#isEscaped(at)) return at;
    }
    throw new SyntaxError(NOT_CLOSED);
  }

  #isEscaped(quote: number): boolean {
    let slashes = 0;
    while (this.#text.charCodeAt(quote - 1 - slashes) === BACKSLASH) slashes += 1;
    return slashes % 2 === 1;
  }

  async #leaf(start: number, end: number, brackets = ''): Promise<unknown> {
    if (this.#work.isDue) await this.#work.rest();
    const [open = '', close = ''] = brackets;
    if (this.#skipBlanks(start, end) === end) throw new SyntaxError('A value is missing.');
    return this.#parse(`${open}${this.#text.slice(start, end)}${close}`);
  }

  #skipBlanks(from: number, to: number): number {
    let at = from;
    while (at < to && BLANKS.has(this.#text.charCodeAt(at))) at += 1;
    return at;
  }

  #skipBlanksBack(from: number, to: number): number {
    let at = to;
    while (at > from && BLANKS.has(this.#text.charCodeAt(at - 1))) at -= 1;
    return at;
  }
}

/** Even a key that would set the prototype is a value like any other, as with `JSON.parse`. */
function setOwn(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}
