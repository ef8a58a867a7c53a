import type { IncomingMessage } from 'node:http';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import type { GraphQLParams } from 'graphql-yoga';
import { badUserInput, type GatewayError } from '../../errors.ts';
import { brokenOff, FormFiles, tooLarge } from './form-files.ts';
import { readFileMap, setFiles } from './form-variables.ts';

/** How many files one form may have. */
const MAX_FILES = 10;

/** Bytes of the operation, and of all that is neither operation nor file. */
const MAX_FIELD_BYTES = 1024 * 1024;

/**
 * Reads the head of a form: the operation and the map of its files. The files themselves are still on their way then.
 *
 * @see https://github.com/jaydenseric/graphql-multipart-request-spec
 * @throws GatewayError `BAD_USER_INPUT` for a form that is no such request.
 */
export function readForm(request: IncomingMessage, maxBytes: number): Promise<GraphQLParams> {
  const { promise, resolve, reject } = Promise.withResolvers<GraphQLParams>();
  let operations: unknown;
  let files: FormFiles | undefined;
  const fail = (error: GatewayError) => (files ? files.fail(error) : reject(error));
  const parser = createParser(request);
  parser.on('field', (name, value, _isNameCut, isCut) => {
    try {
      if (isCut) throw badUserInput(`${name} is longer than ${MAX_FIELD_BYTES} bytes.`, name);
      if (operations === undefined) {
        operations = parseField('operations', name, value);
        return;
      }
      const map = readFileMap(parseField('map', name, value));
      if (map.size > MAX_FILES) throw badUserInput(`A form can have ${MAX_FILES} files.`, 'map');
      assertLength(request, map.size, maxBytes);
      files = new FormFiles([...map.keys()], maxBytes);
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
  parser.on('error', () => fail(brokenOff()));
  parser.on('finish', () => {
    files?.end();
    reject(badUserInput('The form has no operations or no map.', 'map'));
  });
  request.once('close', () => {
    if (!request.complete) fail(brokenOff());
  });
  limitLength(request, MAX_FILES * maxBytes + MAX_FIELD_BYTES);
  request.pipe(parser);
  return promise;
}

function createParser(request: IncomingMessage): BusboyInstance {
  const { 'content-type': contentType = '' } = request.headers;
  const limits = { fieldSize: MAX_FIELD_BYTES, fields: 2, files: MAX_FILES, headerPairs: 20, headerSize: 16_384 };
  try {
    return new Busboy({ headers: { 'content-type': contentType }, limits });
  } catch {
    throw badUserInput('The form has no boundary.', 'Content-Type');
  }
}

function parseField(expected: string, name: string, text: string): unknown {
  if (name !== expected) throw badUserInput(`The form must have the field ${expected} before ${name}.`, expected);
  try {
    return JSON.parse(text);
  } catch {
    throw badUserInput(`${expected} is no JSON.`, expected);
  }
}

/** What is announced as too large is not even begun. */
function assertLength(request: IncomingMessage, files: number, maxBytes: number): void {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > files * maxBytes + 2 * MAX_FIELD_BYTES) throw tooLarge(maxBytes);
}

/** A request that announces no length could go on for ever. */
function limitLength(request: IncomingMessage, maxBytes: number): void {
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) request.destroy();
  });
}
