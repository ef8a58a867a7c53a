import type { IncomingMessage, ServerResponse } from 'node:http';
import { EVENT_WEBHOOK_PATH, METADATA_WEBHOOK_PATH } from '../events/webhook-paths.ts';
import { isFilePath } from '../frappe/file-request.ts';
import { isExportPath } from '../frappe/report-export.ts';
import { publicPath } from './caller/origin-of.ts';
import { createGraphiql } from './graphiql/graphiql-handler.ts';
import { GRAPHIQL_PATH } from './graphiql/graphiql-path.ts';
import { AUTH_PATH } from './handlers/auth-handler.ts';
import { answerEventWebhook } from './handlers/event-webhook.ts';
import { createFileHandler } from './handlers/file-handler.ts';
import {
  createGraphqlHandler,
  GRAPHQL_PATH,
  type OpenConnections,
  type SiteParts,
} from './handlers/graphql-handler.ts';
import { answerMetadataWebhook } from './handlers/metadata-webhook.ts';
import { createSignIn } from './handlers/sign-in.ts';
import { refuseUpgrade, type Upgrade } from './handlers/websocket.ts';
import { createSchemaAccess } from './introspection/schema-access.ts';
import { endOnFailure } from './rules/end-on-failure.ts';

/** Answers what is asked of one site. */
export interface SiteHandler {
  /** @returns false, with nothing done, if the path is not one of the site. */
  answer(request: IncomingMessage, response: ServerResponse, path: string): boolean;
  /** Takes over a connection that asks for a socket. */
  upgrade(upgrade: Upgrade, path: string): void;
  /** Counts what clients hold open. */
  open(): OpenConnections;
  /** Ends what goes on over time. */
  close(): Promise<void>;
}

/** Opens a site's paths: GraphQL, signing in, files and the site's webhooks. Their state belongs to this site alone. */
export function createSiteHandler(parts: SiteParts): SiteHandler {
  const { site, config, logger } = parts;
  const signIn = createSignIn(site, config, logger);
  const graphql = createGraphqlHandler(parts, signIn);
  const assertMayAsk = createSchemaAccess(config, site.client);
  const { readCaller } = signIn;
  const graphiql = config.graphiql ? createGraphiql({ site, config, readCaller, assertMayAsk }) : null;
  const graphqlLocation = publicPath(config.publicUrl) + GRAPHQL_PATH;
  const files = createFileHandler(parts, readCaller);
  return {
    answer: (request, response, path) => {
      const finish = (answering: Promise<void>) => endOnFailure(answering, response, logger);
      if (path === GRAPHQL_PATH && graphiql?.isAsked(request)) finish(graphiql.answerPage(request, response));
      else if (path === GRAPHQL_PATH) graphql.answer(request, response);
      else if (graphiql && path.startsWith(GRAPHIQL_PATH)) finish(graphiql.answerFile(request, response, path));
      else if (path === '/') redirect(request, response, graphqlLocation);
      else if (path.startsWith(AUTH_PATH)) signIn.handleAuth(request, response);
      else if (isFilePath(path) || isExportPath(path)) files(request, response);
      else if (path === METADATA_WEBHOOK_PATH) finish(answerMetadataWebhook(request, response, site, config, logger));
      else if (path.startsWith(EVENT_WEBHOOK_PATH)) finish(answerEventWebhook(request, response, site, config, logger));
      else return false;
      return true;
    },
    upgrade: (upgrade, path) => {
      if (path === GRAPHQL_PATH) graphql.upgrade(upgrade);
      else refuseUpgrade(upgrade.socket, 404);
    },
    open: () => graphql.open(),
    close: () => graphql.close(),
  };
}

function redirect(request: IncomingMessage, response: ServerResponse, location: string): void {
  request.resume();
  response.writeHead(302, { location }).end();
}
