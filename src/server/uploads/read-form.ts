import type { IncomingMessage, ServerResponse } from 'node:http';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import type { GraphQLParams } from 'graphql-yoga';
import { badUserInput, type GatewayError } from '../../errors.ts';
import { type JsonLimits, parseJsonWithin } from '../limits/json-limits.ts';
import { assertPlain, type BodyBudget } from '../limits/read-request-body.ts';
import { brokenOff, FormFiles, tooLarge } from './form-files.ts';
import { readFileMap, setFiles } from './form-variables.ts';

/** How many files one form may have. */
const MAX_FILES = 10;

/** The operation, the map and the files. */
const MAX_PARTS = 2 + MAX_FILES;

/** Bytes of all that is neither operation nor file. */
const MAX_OVERHEAD_BYTES = 1024 * 1024;

/** How large the parts of a form may be. */
export interface FormLimits {
  /** Of one file. */
  readonly fileBytes: number;
  /** Of the operation, and of the map. */
  readonly bodyBytes: number;
  readonly json: JsonLimits;
  /** Counts the operation and the map until the answer is sent. */
  readonly budget: { readonly of: BodyBudget; readonly response: ServerResponse };
}

/**
 * Reads the head of a form: the operation and the map of its files. The files themselves are still on their way then.
 *
 * @see https://github.com/jaydenseric/graphql-multipart-request-spec
 * @throws GatewayError `BAD_USER_INPUT` for a form that is not such a request; RequestRefusal if the process holds too
 * many bodies.
 */
export async function readForm(request: IncomingMessage, limits: FormLimits): Promise<GraphQLParams> {
  assertPlain(request);
  const { fileBytes, bodyBytes } = limits;
  const { promise, resolve, reject } = Promise.withResolvers<GraphQLParams>();
  let operations: unknown;
  let files: FormFiles | undefined;
  const fail = (error: GatewayError) => (files ? files.fail(error) : reject(error));
  const parser = createParser(request, bodyBytes);
  parser.on('field', (name, value, _isNameCut, isCut) => {
    try {
      if (isCut) throw badUserInput(`${expected(operations)} is longer than ${bodyBytes} bytes.`, expected(operations));
      if (operations === undefined) {
        operations = parseField('operations', name, value, limits.json);
        return;
      }
      const map = readFileMap(parseField('map', name, value, limits.json));
      if (map.size > MAX_FILES) throw badUserInput(`A form can have at most ${MAX_FILES} files.`, 'map');
      assertLength(request, map.size, limits);
      files = new FormFiles([...map.keys()], fileBytes);
      resolve(setFiles(operations, map, files));
    } catch (error) {
      reject(error);
    }
  });
  parser.on('file', (key, stream, fileName, _encoding, mimeType) => {
    if (files) return files.arrive(key, { stream, fileName, mimeType });
    stream.on('error', () => undefined).resume();
    reject(badUserInput('The fields operations and map must come before the files.', 'map'));
  });
  // Parts that nobody reads take time as well, and a form has room for millions.
  parser.on('partsLimit', () => {
    request.unpipe(parser);
    fail(badUserInput(`A form can have at most ${MAX_PARTS} parts.`, 'map'));
  });
  parser.on('error', () => fail(brokenOff()));
  parser.on('finish', () => {
    files?.end();
    reject(badUserInput('The form lacks the field operations or map.', 'map'));
  });
  request.once('close', () => {
    if (!request.complete) fail(brokenOff());
  });
  countHead(request, limits.budget, () => files !== undefined, reject);
  limitLength(request, MAX_FILES * fileBytes + 2 * bodyBytes + MAX_OVERHEAD_BYTES);
  request.pipe(parser);
  return promise;
}

function createParser(request: IncomingMessage, fieldBytes: number): BusboyInstance {
  const { 'content-type': contentType = '' } = request.headers;
  const limits = {
    fieldSize: fieldBytes,
    fields: 2,
    files: MAX_FILES,
    parts: MAX_PARTS,
    headerPairs: 20,
    headerSize: 16_384,
  };
  try {
    return new Busboy({ headers: { 'content-type': contentType }, limits });
  } catch {
    throw badUserInput('The form lacks a boundary.', 'Content-Type');
  }
}

/** The next part that a form must have. */
function expected(operations: unknown): string {
  return operations === undefined ? 'operations' : 'map';
}

function parseField(wanted: string, name: string, text: string, limits: JsonLimits): unknown {
  if (name !== wanted)
    throw badUserInput(`The form must have the field ${wanted} before ${JSON.stringify(name)}.`, wanted);
  return parseJsonWithin(Buffer.from(text), limits, wanted);
}

/** A request that announces too many bytes is refused at once. */
function assertLength(request: IncomingMessage, files: number, { fileBytes, bodyBytes }: FormLimits): void {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > files * fileBytes + 2 * bodyBytes + MAX_OVERHEAD_BYTES) throw tooLarge(fileBytes);
}

/** Counts what comes before the files: it is kept until the operation is over. */
function countHead(
  request: IncomingMessage,
  { of, response }: FormLimits['budget'],
  isOver: () => boolean,
  fail: (error: unknown) => void,
): void {
  let size = 0;
  response.once('close', () => of.give(size));
  request.on('data', (chunk: Buffer) => {
    if (isOver()) return;
    try {
      of.take(chunk.length);
      size += chunk.length;
    } catch (error) {
      request.unpipe();
      fail(error);
    }
  });
}

/** A request without an announced length could go on without end. */
function limitLength(request: IncomingMessage, maxBytes: number): void {
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) request.destroy();
  });
}
