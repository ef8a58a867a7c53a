import { badUserInput, type GatewayError } from '../../errors.ts';
import { parseExactJson } from '../../exact-json.ts';
import { parseInPieces } from '../../json-pieces.ts';
import { LongWork } from '../../turns.ts';

/** Bounds of a JSON text. */
export interface JsonLimits {
  /** Values at most: each item of a list and each entry of an object is one. */
  readonly values: number;
  /** Lists and objects within each other. */
  readonly depth: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENING = [0x5b, 0x7b];
const CLOSING = [0x5d, 0x7d];

/**
 * Parses JSON whose values are few and shallow enough to be parsed and looked at in a moment. They are counted before:
 * parsing a megabyte of empty lists or brackets takes longer than a whole operation may.
 *
 * @param name what the text is, for messages.
 * @throws GatewayError `BAD_USER_INPUT`, which holds nothing of the text.
 */
export function parseJsonWithin(bytes: Buffer, limits: JsonLimits, name = 'body'): unknown {
  assertSimple(bytes, limits, name);
  const text = decodeText(bytes, name);
  try {
    return parseExactJson(text);
  } catch {
    throw notJson(name);
  }
}

/** Bytes that are parsed at once: thousands of numbers whose digits are kept take their time. */
const AT_ONCE = 32 * 1024;

/** The turns of requests whose caller is not known yet. */
const UNKNOWN_LANE = 'requests that are read';

/** Parses as `parseJsonWithin`, a long text a piece at a time. @throws GatewayError `BAD_USER_INPUT` */
export async function parseLongJsonWithin(bytes: Buffer, limits: JsonLimits, name = 'body'): Promise<unknown> {
  if (bytes.length <= AT_ONCE) return parseJsonWithin(bytes, limits, name);
  assertSimple(bytes, limits, name);
  const text = decodeText(bytes, name);
  return parseInPieces(text, parseExactJson, new LongWork(UNKNOWN_LANE), AT_ONCE).catch(() => {
    throw notJson(name);
  });
}

/**
 * Decodes UTF-8. Bytes that are not UTF-8 would become other characters, and would be stored like that.
 *
 * @throws GatewayError `BAD_USER_INPUT`
 */
export function decodeText(bytes: Buffer, name = 'body'): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw badUserInput(`\`${name}\`: is not valid UTF-8.`, name);
  }
}

function notJson(name: string): GatewayError {
  return badUserInput(`\`${name}\`: is not valid JSON.`, name);
}

function assertSimple(bytes: Buffer, limits: JsonLimits, name: string): void {
  let values = 1;
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] as number;
    if (isInString) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) isInString = false;
    } else if (byte === QUOTE) isInString = true;
    else if (byte === COMMA) values += 1;
    else if (byte === OPENING[0] || byte === OPENING[1]) {
      values += 1;
      depth += 1;
      if (depth > limits.depth) throw badUserInput(`\`${name}\` is nested deeper than ${limits.depth} levels.`, name);
    } else if (byte === CLOSING[0] || byte === CLOSING[1]) depth -= 1;
    if (values > limits.values) {
      throw badUserInput(
        `The body has more than ${limits.values} values: items of lists and fields of objects.`,
        'body',
      );
    }
  }
}
