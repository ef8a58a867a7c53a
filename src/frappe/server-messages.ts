import type { ServerMessage } from '../errors.ts';
import { parseExactJson, toShallowText } from '../exact-json.ts';
import { toPlainText } from './plain-text.ts';

/** Messages of one answer, from the last one back: it is what Frappe throws. */
const MAX_MESSAGES = 100;

/** Characters of one message, with its tags: some repeat all that the caller sent. */
const LONGEST_MESSAGE = 10_000;

/** Characters of all messages. A longer list is not parsed. */
const LONGEST_LIST = 1024 * 1024;

/**
 * Reads the messages for the user out of an answer's body.
 *
 * v1 sends `_server_messages`, a JSON array of JSON texts inside a string; v2 sends `messages`, plain objects
 * (frappe/utils/response.py). A message that does not parse is skipped: it is not worth failing a response.
 */
export function readServerMessages(body: Record<string, unknown>): ServerMessage[] {
  const { _server_messages: text, messages } = body;
  const raw = typeof text === 'string' ? parseArray(text.length > LONGEST_LIST ? '[]' : text) : messages;
  if (!Array.isArray(raw)) return [];
  return raw
    .slice(-MAX_MESSAGES)
    .map(toServerMessage)
    .filter((message) => message !== null);
}

function toServerMessage(raw: unknown): ServerMessage | null {
  const message = typeof raw === 'string' ? parseObject(raw) : raw;
  if (typeof message === 'string') return { title: null, text: toPlainText(shorten(message)), indicator: null };
  if (!isObject(message)) return null;
  const text = toPlainText(shorten(flatten(message.message)).replace(LOST_BLOCK, ' '));
  if (text === '') return null;
  return { title: toOptionalText(message.title), text, indicator: toOptionalText(message.indicator) };
}

/**
 * Newer sites take the tags that they do not know out of a message, `details` and `summary` among them, without a blank
 * in their place: `Login to accessFunction <strong>a.b</strong> is not whitelisted.` The exception is not sent to
 * guests if it would have them.
 */
const LOST_BLOCK = /(?<=\p{Ll})(?=\p{Lu}\p{Ll}+ <strong>\w+(?:\.\w+)+<\/strong>)/gu;

/** Lists (`as_list`) and tables (`as_table`) become their cells, separated by commas and semicolons. */
function flatten(value: unknown): string {
  if (!Array.isArray(value)) return value === null || value === undefined ? '' : String(value);
  return value.map((row) => (Array.isArray(row) ? row.map(toCell).join(', ') : toShallowText(row))).join('; ');
}

function toCell(value: unknown): string {
  return value === null || value === undefined ? '' : toShallowText(value);
}

/** @returns a message as long as one for people can be. */
export function shorten(text: string): string {
  return text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE)}…` : text;
}

function toOptionalText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? toPlainText(shorten(value)) : null;
}

function parseArray(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    return [];
  }
}

function parseObject(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    return text;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
