import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { isFilePath } from '../frappe/file-request.ts';
import { answerEventWebhook, EVENT_WEBHOOK_PATH } from './event-webhook.ts';
import { createFileDoor } from './files/file-door.ts';
import { createGraphqlHandler, GRAPHQL_PATH } from './graphql-handler.ts';
import { answerMetadataWebhook, METADATA_WEBHOOK_PATH } from './metadata-webhook.ts';
import type { ServedSite } from './served-site.ts';
import { createSignIn } from './sign-in/sign-in.ts';

/** Answers what is asked of one site. */
export interface SiteDoor {
  /** @returns false, with nothing done, where the site has no such path. */
  answer(request: IncomingMessage, response: ServerResponse, path: string): boolean;
}

/** Opens a site's paths: GraphQL, files and the site's webhooks. Whatever they keep is this site's alone. */
export function createSiteDoor(site: ServedSite, config: Config, logger: Logger): SiteDoor {
  const signIn = createSignIn(config);
  const graphql = createGraphqlHandler(site, config, logger, signIn);
  const files = createFileDoor(site, logger, signIn.readCaller);
  return {
    answer: (request, response, path) => {
      if (path === GRAPHQL_PATH) graphql(request, response);
      else if (isFilePath(path)) files(request, response);
      else if (path === METADATA_WEBHOOK_PATH) void answerMetadataWebhook(request, response, site, config, logger);
      else if (path.startsWith(EVENT_WEBHOOK_PATH)) void answerEventWebhook(request, response, site, config, logger);
      else return false;
      return true;
    },
  };
}
