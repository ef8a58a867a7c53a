import type { Readable } from 'node:stream';
import { badUserInput, GatewayError } from '../../errors.ts';
import { type ArrivedFile, IncomingFile } from '../../schema/scalars/incoming-file.ts';

/** A file of a form as the parser hands it out. */
export interface FormPart {
  stream: Readable;
  fileName: string;
  mimeType: string;
}

interface Entry {
  readonly key: string;
  part?: FormPart;
  /** Whether it is read, or never will be. */
  isTaken: boolean;
  waiter?: PromiseWithResolvers<ArrivedFile>;
}

/**
 * The files of one form. They come one after the other, and none is kept: so they have to come in the order in which
 * the operation uses them, and a file that nobody reads holds up those behind it.
 */
export class FormFiles {
  readonly #entries: ReadonlyMap<string, Entry>;
  readonly #maxBytes: number;
  #failure: GatewayError | undefined;

  /** @param keys the names of the files, as the form's map has them. */
  constructor(keys: readonly string[], maxBytes: number) {
    this.#entries = new Map(keys.map((key) => [key, { key, isTaken: false }]));
    this.#maxBytes = maxBytes;
  }

  /** The file of a name, whether or not it has come. */
  file(key: string): IncomingFile {
    const entry = this.#entries.get(key);
    if (entry === undefined) throw new Error(`The form lacks the file ${key}.`);
    return new IncomingFile({ open: () => this.#open(entry), discard: () => discard(entry) });
  }

  /** The parser has come to a file. */
  arrive(key: string, part: FormPart): void {
    // Parser errors surface here; the consumer of the file sees them on its stream.
    part.stream.on('error', (error: Error) => part.stream.destroy(error));
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.part !== undefined) {
      part.stream.resume();
      this.fail(badUserInput(`The form has a file ${JSON.stringify(key)} that its map does not name.`, 'map'));
      return;
    }
    entry.part = part;
    if (entry.waiter) entry.waiter.resolve(toArrivedFile(part, this.#maxBytes));
    else if (entry.isTaken) part.stream.resume();
    else for (const { waiter } of this.#entries.values()) waiter?.reject(outOfTurn());
  }

  /** Nothing more comes. */
  fail(error: GatewayError): void {
    this.#failure ??= error;
    for (const { waiter, part } of this.#entries.values()) {
      waiter?.reject(error);
      if (part && !part.stream.readableEnded) part.stream.destroy(error);
    }
  }

  /** The form has ended: a file that has not come is missing. */
  end(): void {
    const missing = [...this.#entries.values()].find(({ part }) => part === undefined);
    if (missing) this.fail(badUserInput(`The form lacks the file ${JSON.stringify(missing.key)} of its map.`, 'map'));
  }

  async #open(entry: Entry): Promise<ArrivedFile> {
    if (entry.isTaken) throw badUserInput('A file can be used once.', 'file');
    entry.isTaken = true;
    const waiting = [...this.#entries.values()].find(({ part, isTaken }) => part !== undefined && !isTaken);
    if (waiting) throw outOfTurn();
    if (entry.part) return toArrivedFile(entry.part, this.#maxBytes);
    if (this.#failure) throw this.#failure;
    entry.waiter = Promise.withResolvers();
    return entry.waiter.promise;
  }
}

function discard(entry: Entry): void {
  if (!entry.isTaken) entry.part?.stream.resume();
  entry.isTaken = true;
}

function outOfTurn(): GatewayError {
  return badUserInput('The files must come in the order in which the operation uses them.', 'file');
}

function toArrivedFile({ fileName, mimeType, stream }: FormPart, maxBytes: number): ArrivedFile {
  return { fileName, mimeType, content: readContent(stream, maxBytes) };
}

async function* readContent(stream: Readable, maxBytes: number): AsyncGenerator<Uint8Array> {
  let size = 0;
  const chunks = stream.iterator({ destroyOnReturn: false });
  try {
    for await (const chunk of chunks as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > maxBytes) throw tooLarge(maxBytes);
      yield chunk;
    }
  } catch (error) {
    throw error instanceof GatewayError ? error : brokenOff();
  } finally {
    // Its remaining bytes are discarded, to reach the files behind it.
    stream.resume();
  }
}

/** A form whose end has not come. */
export function brokenOff(): GatewayError {
  return badUserInput('The form is truncated or invalid.', 'file');
}

/** A file that is larger than the gateway takes. */
export function tooLarge(maxBytes: number): GatewayError {
  return badUserInput(`The file is larger than ${maxBytes} bytes, the maximum.`, 'file');
}
