import type { IncomingMessage, ServerResponse } from 'node:http';
import { VARY_CODING } from '../compression/compress-answer.ts';
import { chooseCoding } from '../compression/content-coding.ts';
import { isKnown, PreparedBody } from '../compression/prepared-body.ts';
import { CONTENT_SECURITY_POLICY, type FileAddresses, writePage, writeScript, writeStyle } from './page.ts';

/** The folder of the files of GraphiQL, next to the page. */
export const GRAPHIQL_PATH = '/graphiql/';

/** Serves GraphiQL to browsers. */
export interface GraphiqlHandler {
  /** Whether a request to the path of GraphQL is a browser's that opens a page. */
  isAsked(request: IncomingMessage): boolean;
  answerPage(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Answers 404 for a path that is not one of its files. */
  answerFile(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>;
}

interface StaticFile {
  readonly type: string;
  readonly body: PreparedBody;
}

interface GraphiqlFiles {
  readonly addresses: FileAddresses;
  readonly byPath: ReadonlyMap<string, StaticFile>;
}

/** A file has the hash of its bytes in its name: what is under a name never changes. */
const KEEP_FOR_A_YEAR = 'public, max-age=31536000, immutable';
/** The page is kept, too, and asked for again with its ETag. */
const ASK_AGAIN = 'no-cache';

/** @param isCompressing whether bodies may be compressed. */
export function createGraphiql(hasOAuth: boolean, isCompressing: boolean): GraphiqlHandler {
  let page: StaticFile | undefined;
  return {
    isAsked: ({ method, headers }) => method === 'GET' && headers.accept?.includes('text/html') === true,
    answerPage: async (request, response) => {
      const { addresses } = await files();
      page ??= toFile('text/html; charset=utf-8', writePage(addresses, hasOAuth));
      response.setHeader('Content-Security-Policy', CONTENT_SECURITY_POLICY);
      await send(request, response, page, { caching: ASK_AGAIN, isCompressing });
    },
    answerFile: async (request, response, path) => {
      request.resume();
      const file = (await files()).byPath.get(path);
      if (file !== undefined) await send(request, response, file, { caching: KEEP_FOR_A_YEAR, isCompressing });
      else response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found.\n');
    },
  };
}

/** They are the same for all sites. Their 9 MB are loaded when somebody opens the page. */
let loading: Promise<GraphiqlFiles> | undefined;

function files(): Promise<GraphiqlFiles> {
  loading ??= loadFiles();
  return loading;
}

async function loadFiles(): Promise<GraphiqlFiles> {
  const library = await import('@graphql-yoga/render-graphiql/graphiql');
  const byPath = new Map<string, StaticFile>();
  /** @returns its address, relative to the page. */
  const add = async (name: string, type: string, content: string | Buffer): Promise<string> => {
    const file = toFile(type, content);
    const [stem, extension] = name.split('.');
    const path = `${GRAPHIQL_PATH}${stem}.${await file.body.hash()}.${extension}`;
    byPath.set(path, file);
    return path.slice(1);
  };
  const script = 'text/javascript; charset=utf-8';
  const workers = {
    editorWorkerService: await add('editor-worker.js', script, library.editorWorkerService),
    json: await add('json-worker.js', script, library.jsonWorker),
    graphql: await add('graphql-worker.js', script, library.graphqlWorker),
  };
  const addresses = {
    script: await add('graphiql.js', script, writeScript(library.js, workers)),
    style: await add('graphiql.css', 'text/css; charset=utf-8', writeStyle(library.css)),
    favicon: await add('favicon.ico', 'image/x-icon', Buffer.from(library.favicon.split(',')[1] ?? '', 'base64')),
  };
  return { addresses, byPath };
}

function toFile(type: string, content: string | Buffer): StaticFile {
  return { type, body: new PreparedBody([Buffer.from(content)]) };
}

interface Sending {
  /** Its `Cache-Control`. */
  readonly caching: string;
  readonly isCompressing: boolean;
}

async function send(
  { headers, method }: IncomingMessage,
  response: ServerResponse,
  { type, body }: StaticFile,
  { caching, isCompressing }: Sending,
): Promise<void> {
  const etag = await body.etag();
  const kept = { etag, 'cache-control': caching, vary: VARY_CODING };
  if (isKnown(etag, headers['if-none-match'])) return void response.writeHead(304, kept).end();
  const coding = isCompressing ? chooseCoding(headers['accept-encoding']) : null;
  const bytes = coding === null ? Buffer.concat(body.pieces) : await body.compressed(coding);
  const codingHeader = coding === null ? {} : { 'content-encoding': coding };
  response.writeHead(200, { ...kept, ...codingHeader, 'content-type': type, 'content-length': bytes.length });
  response.end(method === 'HEAD' ? undefined : bytes);
}
