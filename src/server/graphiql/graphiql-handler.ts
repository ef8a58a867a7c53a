import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Config } from '../../config.ts';
import { GatewayError } from '../../errors.ts';
import { toIncomingRequest } from '../caller/incoming-request.ts';
import type { ReadCaller } from '../caller/request-context.ts';
import { NO_STORE } from '../caller/response-cookies.ts';
import { VARY_CODING } from '../compression/compress-answer.ts';
import { chooseCoding } from '../compression/content-coding.ts';
import { isKnown, PreparedBody } from '../compression/prepared-body.ts';
import { answerError } from '../handlers/answer-error.ts';
import type { AssertMayAsk } from '../introspection/introspection-plugin.ts';
import type { ServedSite } from '../site/served-site.ts';
import { GRAPHIQL_PATH } from './graphiql-path.ts';
import { CONTENT_SECURITY_POLICY, type PageSettings, writePage } from './page.ts';
import { openPageFiles, type StaticFile } from './page-files.ts';
import { startersOf } from './starter-queries.ts';

/** Serves GraphiQL to browsers. */
export interface GraphiqlHandler {
  /** Whether a request to the path of GraphQL is a browser's that opens a page. */
  isAsked(request: IncomingMessage): boolean;
  answerPage(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Answers 404 for a path that is not one of its files. */
  answerFile(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>;
}

/** The dependencies of the handler. */
export interface GraphiqlParts {
  readonly site: Pick<ServedSite, 'current'>;
  readonly config: Config;
  readonly readCaller: ReadCaller;
  /** Starter queries name DocTypes, as the schema does. */
  readonly assertMayAsk: AssertMayAsk;
}

/** A file has the hash of its bytes in its name: what is under a name never changes. */
const KEEP_FOR_A_YEAR = 'public, max-age=31536000, immutable';
/** The page is kept, too, and asked for again with its ETag. */
const ASK_AGAIN = 'no-cache';

/** The path of what the page shows of the site. */
const SITE_PATH = `${GRAPHIQL_PATH}site.json`;

/** Makes the handler of one site. */
export function createGraphiql(parts: GraphiqlParts): GraphiqlHandler {
  const { isCompressing } = parts.config;
  let page: StaticFile | undefined;
  return {
    isAsked: ({ method, headers }) => method === 'GET' && headers.accept?.includes('text/html') === true,
    answerPage: async (request, response) => {
      try {
        const { manifest } = await openPageFiles();
        page ??= toFile('text/html; charset=utf-8', writePage(manifest, toSettings(parts.config)));
      } catch (error) {
        return refuse(response, error);
      }
      response.setHeader('Content-Security-Policy', CONTENT_SECURITY_POLICY);
      await send(request, response, page, { caching: ASK_AGAIN, isCompressing });
    },
    answerFile: async (request, response, path) => {
      request.resume();
      if (path === SITE_PATH) return answerSite(parts, request, response);
      const file = await (await openPageFiles()).read(path.slice(GRAPHIQL_PATH.length));
      if (file !== null) await send(request, response, file, { caching: KEEP_FOR_A_YEAR, isCompressing });
      else response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found.\n');
    },
  };
}

function toSettings({ oauth, debugUsers, demoUsers }: Config): PageSettings {
  return { hasOAuth: oauth !== null, hasDebugUsers: debugUsers.length > 0, demoUsers };
}

/** Names the site, and queries to start with, to callers who may see the schema. */
async function answerSite(parts: GraphiqlParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { site, config, readCaller, assertMayAsk } = parts;
  try {
    await assertMayAsk(await readCaller(toIncomingRequest(request, new AbortController().signal)));
  } catch (error) {
    return refuse(response, error);
  }
  const { siteName, url } = config.site;
  const body = JSON.stringify({ site: siteName ?? url.host, starters: startersOf(site.current().model) });
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'cache-control': NO_STORE }).end(body);
}

function refuse(response: ServerResponse, error: unknown): void {
  if (!(error instanceof GatewayError)) throw error;
  answerError(response, error);
}

function toFile(type: string, content: string): StaticFile {
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
  // Not copied: thousands of slow readers share the same bytes.
  const pieces = coding === null ? body.pieces : [await body.compressed(coding)];
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const codingHeader = coding === null ? {} : { 'content-encoding': coding };
  response.writeHead(200, { ...kept, ...codingHeader, 'content-type': type, 'content-length': length });
  if (method !== 'HEAD') for (const piece of pieces) response.write(piece);
  response.end();
}
