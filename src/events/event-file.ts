import type { BigIntStats } from 'node:fs';
import { type FileHandle, mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DOC_EVENT_KINDS, type DocEventKind } from './doc-event.ts';
import type { KeptEvent } from './kept-events.ts';
import type { KeptKey, MadeDoc } from './key-store.ts';
import type { StampedKey } from './memory-keys.ts';

/** The first line of a file of events. */
export interface EventFileHeader {
  log: string;
  site: string;
  /** The place of the first event after the header. */
  nextSeq: number;
}

/** Notes of the event sources, by key. */
export type Marks = ReadonlyMap<string, string>;

/** The contents of a file after its header. */
export interface EventFileContent {
  events: readonly KeptEvent[];
  marks: Marks;
  /** Changes of keys, in their order. */
  keys: readonly StampedKey[];
}

/** A file of events to which lines are appended. Only one process may have it open. */
export interface EventFile {
  /** Writes lines and waits until the disk has them. A failed write leaves nothing behind. */
  append(content: EventFileContent): Promise<void>;
  /** Replaces the whole file, at once: a crash leaves the old one or the new one. */
  replace(header: EventFileHeader, content: EventFileContent): Promise<void>;
  /** Whether the path still leads to this file: lines of one that was removed are gone once it is closed. */
  isInPlace(): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Reads a file of events up to the first line that is not whole: a crash may have cut the last one.
 *
 * @returns undefined if there is none, or one of another site.
 */
export async function readEventFile(
  path: string,
  site: string,
): Promise<(EventFileContent & { header: EventFileHeader }) | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const [first = '', ...lines] = text.split('\n').slice(0, -1);
  const header = readHeader(first);
  if (header?.site !== site) return undefined;
  const events: KeptEvent[] = [];
  const marks = new Map<string, string>();
  const keys: StampedKey[] = [];
  for (const line of lines) {
    const value = parse(line);
    const event = readEvent(value);
    const mark = readMark(value);
    const key = readKey(value);
    if (event !== undefined) events.push(event);
    else if (mark !== undefined) marks.set(...mark);
    else if (key !== undefined) keys.push(key);
    else break;
  }
  return { header, events, marks, keys };
}

/** Opens a file for appending; `replace` comes first. */
export function createEventFile(path: string): EventFile {
  let handle: FileHandle | undefined;
  let size = 0;
  return {
    append: async (content) => {
      if (handle === undefined) throw new Error('The file of events is closed.');
      const bytes = Buffer.from(toLines(content));
      try {
        await writeAll(handle, bytes, size);
        await handle.datasync();
        size += bytes.length;
      } catch (error) {
        await handle.truncate(size).catch(() => {});
        throw error;
      }
    },
    replace: async (header, content) => {
      const bytes = Buffer.from(`${JSON.stringify(header)}\n${toLines(content)}`);
      const next = await writeWhole(path, bytes);
      await handle?.close();
      handle = next;
      size = bytes.length;
    },
    isInPlace: async () => handle === undefined || isSameFile(await handle.stat({ bigint: true }), path),
    close: async () => {
      await handle?.close();
      handle = undefined;
    },
  };
}

async function isSameFile(own: BigIntStats, path: string): Promise<boolean> {
  const found = await stat(path, { bigint: true }).catch(() => null);
  return found !== null && found.ino === own.ino && found.dev === own.dev;
}

/** The new file takes the old one's name once the disk has it, and the handle stays that of the new one. */
async function writeWhole(path: string, bytes: Buffer): Promise<FileHandle> {
  await mkdir(dirname(path), { recursive: true });
  const next = await open(`${path}.new`, 'w', 0o600);
  try {
    await writeAll(next, bytes, 0);
    await next.datasync();
    await rename(`${path}.new`, path);
    return next;
  } catch (error) {
    await next.close();
    throw error;
  }
}

/** A disk that is nearly full takes a part of the bytes without an error, and refuses the next write. */
async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, at, bytes.length - at, position + at);
    at += bytesWritten;
  }
}

function toLines({ events, marks, keys }: EventFileContent): string {
  const lines: unknown[] = events.map(({ seq, at, doctype, name, kind, modified }) => [
    ...[seq, at, doctype, name, kind, modified],
  ]);
  for (const [key, value] of marks) lines.push(['mark', key, value]);
  for (const { id, owner, at, next } of keys) lines.push(['key', id, owner, at, next]);
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

function readHeader(line: string): EventFileHeader | undefined {
  const value = parse(line);
  if (typeof value !== 'object' || value === null) return undefined;
  const { log, site, nextSeq } = value as Record<string, unknown>;
  if (typeof log !== 'string' || typeof site !== 'string' || typeof nextSeq !== 'number') return undefined;
  return { log, site, nextSeq };
}

function readMark(value: unknown): [key: string, value: string] | undefined {
  if (!Array.isArray(value)) return undefined;
  const [tag, key, text] = value as unknown[];
  return tag === 'mark' && typeof key === 'string' && typeof text === 'string' ? [key, text] : undefined;
}

function readKey(value: unknown): StampedKey | undefined {
  if (!Array.isArray(value)) return undefined;
  const [tag, id, owner, at, next] = value as unknown[];
  if (tag !== 'key' || typeof id !== 'string' || typeof owner !== 'string' || typeof at !== 'number') return undefined;
  return next === null || isKeptKey(next) ? { id, owner, at, next } : undefined;
}

function isKeptKey(value: unknown): value is KeptKey {
  if (typeof value !== 'object' || value === null) return false;
  const { attempt, state, input, since, lasts, doctype, made } = value as Record<string, unknown>;
  const areTexts = [attempt, state, input, doctype].every((text) => typeof text === 'string');
  const areNumbers = [since, lasts].every((number) => typeof number === 'number');
  return areTexts && areNumbers && Array.isArray(made) && made.every(isMadeDoc);
}

function isMadeDoc(value: unknown): value is MadeDoc {
  return typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string';
}

function readEvent(value: unknown): KeptEvent | undefined {
  if (!Array.isArray(value)) return undefined;
  const [seq, at, doctype, name, kind, modified] = value as unknown[];
  if (typeof seq !== 'number' || typeof at !== 'number') return undefined;
  if (typeof doctype !== 'string' || typeof name !== 'string' || !isKind(kind)) return undefined;
  return { seq, at, doctype, name, kind, modified: typeof modified === 'string' ? modified : null };
}

function isKind(value: unknown): value is DocEventKind {
  return DOC_EVENT_KINDS.includes(value as DocEventKind);
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
