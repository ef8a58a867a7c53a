import { LENGTH_AT_ONCE, lengthOf } from './result-text.ts';

/** Thrown where a text turns out to be too long to be written at once. */
export class TooLong extends Error {
  override readonly name = 'TooLong';
}

const TOO_LONG = new TooLong('The text is too long to be written at once.');

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const encoder = new TextEncoder();

/**
 * Writes JSON as UTF-8, the form in which it is sent. Making a text first, and bytes of the text, takes twice as long.
 */
export class JsonBytes {
  #bytes = new Uint8Array(16 * 1024);
  #length = 0;

  /** @returns what `write` writes. @throws TooLong beyond what can be written at once; what `write` throws. */
  collect(write: (out: this) => void): Buffer {
    this.#length = 0;
    write(this);
    return Buffer.from(this.#bytes.subarray(0, this.#length));
  }

  /** Bytes of JSON. */
  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    const all = this.#bytes;
    let at = this.#length;
    for (let index = 0; index < bytes.length; index += 1) all[at++] = bytes[index] as number;
    this.#length = at;
  }

  /** A value as `JSON.stringify` writes it. */
  value(value: unknown): void {
    if (typeof value === 'string' && this.#plainText(value)) return;
    if (typeof value === 'object' && lengthOf(value) > LENGTH_AT_ONCE) throw TOO_LONG;
    this.#encode(JSON.stringify(value) ?? 'null');
  }

  /** @returns false for a text with characters that JSON or UTF-8 do not have as they are. */
  #plainText(text: string): boolean {
    this.#reserve(text.length + 2);
    const bytes = this.#bytes;
    let at = this.#length;
    bytes[at++] = QUOTE;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code < 0x20 || code === QUOTE || code === BACKSLASH || (code >= 0xd800 && code <= 0xdfff)) return false;
      if (code < 0x80) bytes[at++] = code;
      else if (code < 0x800) {
        bytes[at++] = 0xc0 | (code >> 6);
        bytes[at++] = 0x80 | (code & 0x3f);
      } else {
        bytes[at++] = 0xe0 | (code >> 12);
        bytes[at++] = 0x80 | ((code >> 6) & 0x3f);
        bytes[at++] = 0x80 | (code & 0x3f);
      }
    }
    bytes[at++] = QUOTE;
    this.#length = at;
    return true;
  }

  #encode(text: string): void {
    this.#reserve(text.length);
    this.#length += encoder.encodeInto(text, this.#bytes.subarray(this.#length)).written;
  }

  /** Makes room for so many characters, each of which takes three bytes at most. */
  #reserve(characters: number): void {
    if (this.#length + characters > LENGTH_AT_ONCE) throw TOO_LONG;
    const needed = this.#length + 3 * characters;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
